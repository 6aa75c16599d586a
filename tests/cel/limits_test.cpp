// Nothing that a user writes may cost much: time, memory, stack.
#include <gtest/gtest.h>

#include "tests/cel/sample_scope.hpp"

namespace sagaflow::cel {
namespace {

std::string repeat(std::string_view text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

testing::AssertionResult fails_with(const Value& value, std::string_view part) {
    if (!value.is_error()) return testing::AssertionFailure() << "gives a value";
    if (value.error_message().find(part) != std::string::npos) return testing::AssertionSuccess();
    return testing::AssertionFailure() << value.error_message();
}

TEST(CelLimits, RefusesASourceThatIsTooLong) {
    const SampleScope scope;
    const std::string longest = "'" + std::string(limits::kExpressionBytesMax - 2, 'x') + "'";
    EXPECT_FALSE(scope.run(longest).is_error());
    EXPECT_TRUE(fails_with(scope.run(longest + " "), "more than the 4096 allowed"));
}

TEST(CelLimits, TellsNumbersThatAreTooLargeFromThoseThatAreTooSmall) {
    const SampleScope scope;
    const std::string zeros = repeat("0", 400);
    EXPECT_TRUE(fails_with(scope.run("1" + zeros + "e-10"), "beyond what a double"));
    EXPECT_TRUE(fails_with(scope.run("1" + zeros + ".5"), "beyond what a double"));
    EXPECT_TRUE(fails_with(scope.run("0.001e400"), "beyond what a double"));
    EXPECT_EQ(scope.run("0." + zeros + "1e10").as_double(), 0.0);
    EXPECT_EQ(scope.run("0." + zeros + "1e+10").as_double(), 0.0);
    EXPECT_EQ(scope.run("100.0e-400").as_double(), 0.0);
    EXPECT_EQ(scope.run("1e-99999999999999999999").as_double(), 0.0);
    EXPECT_TRUE(fails_with(scope.run("1e99999999999999999999"), "beyond what a double"));
    EXPECT_TRUE(fails_with(scope.run("18e9223372036854775807"), "beyond what a double"));
    EXPECT_EQ(scope.run("0.01e-9223372036854775807").as_double(), 0.0);
    EXPECT_EQ(scope.run("0." + zeros + "1e401").as_double(), 1.0);
}

TEST(CelLimits, RefusesASourceThatIsNoUtf8) {
    EXPECT_TRUE(fails_with(SampleScope().run("'\xff'"), "UTF-8"));
    EXPECT_TRUE(fails_with(SampleScope().run("'\xc0\x80'"), "UTF-8"));
    EXPECT_TRUE(fails_with(SampleScope().run("'\xed\xa0\x80'"), "UTF-8"));
}

TEST(CelLimits, AcceptsSixtyThreeLevelsOfNestingAndRefusesMore) {
    const SampleScope scope;
    for (const auto& [open, close] : std::vector<std::pair<std::string, std::string>>{
             {"(", ")"}, {"[", "]"}, {"size([", "])"}, {"{1: ", "}"}, {"[0][", "]"}}) {
        const std::size_t inner = open == "size([" ? 31 : 63;
        const std::string core = open == "[0][" ? "0" : "1";
        const Value fits = scope.run(repeat(open, inner) + core + repeat(close, inner));
        EXPECT_FALSE(fits.is_error()) << open << ": " << fits.error_message();
        EXPECT_TRUE(fails_with(scope.run(repeat(open, 64) + core + repeat(close, 64)), "nested"));
        EXPECT_TRUE(scope.run(repeat(open, 700)).is_error());
    }
}

TEST(CelLimits, RunsLongChainsOfOperatorsWithoutDepth) {
    const SampleScope scope;
    EXPECT_EQ(scope.run("1" + repeat("+1", 2000)).as_int(), 2001);
    EXPECT_EQ(scope.run("1" + repeat("*1", 2000)).as_int(), 1);
    EXPECT_EQ(scope.run("input.amount" + repeat("+1", 2000)).as_int(), 2250);
    EXPECT_TRUE(scope.run("true" + repeat("&&true", 600)).as_bool());
    EXPECT_TRUE(scope.run("input.flag" + repeat("&&true", 600)).as_bool());
    EXPECT_FALSE(scope.run("false" + repeat("||false", 500)).as_bool());
    EXPECT_EQ(scope.run(repeat("-", 4000) + "5").as_int(), 5);
    EXPECT_EQ(scope.run(repeat("-", 4001) + "5").as_int(), -5);
    EXPECT_TRUE(scope.run(repeat("!", 4000) + "true").as_bool());
    EXPECT_EQ(scope.run("[" + repeat("1,", 2000) + "1].size()").as_int(), 2001);
    EXPECT_FALSE(scope.run("true" + repeat("==true", 600)).is_error());
    EXPECT_EQ(scope.run("'a'" + repeat("+'a'", 900)).as_string().size(), 901U);
}

TEST(CelLimits, RefusesChainsThatMakeTheTreeTooHigh) {
    const SampleScope scope;
    EXPECT_FALSE(scope.run(repeat("true ? 1 : ", 100) + "2").is_error());
    EXPECT_TRUE(fails_with(scope.run(repeat("true?1:", 500) + "2"), "nested too deeply"));
    EXPECT_TRUE(fails_with(scope.run("input" + repeat(".a", 1500)), "nested too deeply"));
    EXPECT_TRUE(fails_with(scope.run("[0]" + repeat("[0]", 1000)), "nested too deeply"));
    EXPECT_TRUE(fails_with(scope.run("'a'" + repeat(".trim()", 500)), "nested too deeply"));
    EXPECT_TRUE(fails_with(scope.run("input" + repeat(".a", 200)), "no such key"));
}

TEST(CelLimits, SurvivesTheDeepestTreeThatTheParserAccepts) {
    const SampleScope scope;
    // Nesting and chains of members add up to the greatest height.
    const Value deep =
        scope.run(repeat("[", 60) + "input.text" + repeat(".trim()", 130) + repeat("][0]", 60));
    EXPECT_EQ(deep.as_string(), "Grüße");
    EXPECT_TRUE(scope.run(repeat("[0].map(x, ", 60) + "x" + repeat(")", 60)).kind() == Kind::kList);
    EXPECT_TRUE(scope.run(repeat("[0].map(x, ", 64) + "x" + repeat(")", 64)).is_error());
}

TEST(CelLimits, StopsNestedLoopsByTheirCost) {
    const SampleScope scope;
    const std::string ten = "[1,2,3,4,5,6,7,8,9,10]";
    std::string source = "a";
    for (int i = 0; i < 10; ++i) source = ten + ".map(a, " + source + ")";
    EXPECT_TRUE(fails_with(scope.run(source), "limit"));
    // The cost is no error that && or an all() could absorb.
    EXPECT_TRUE(fails_with(scope.run("false || " + source + " == [] || true"), "limit"));
    std::string test = "false";
    for (int i = 0; i < 10; ++i) test = ten + ".exists(a, " + test + ")";
    EXPECT_TRUE(fails_with(scope.run(test), "evaluation steps"));
    EXPECT_TRUE(fails_with(scope.run(test + " || true"), "evaluation steps"));
}

TEST(CelLimits, CountsEveryStep) {
    const SampleScope scope;
    Budget budget;
    budget.cost_max = 3;
    EXPECT_FALSE(scope.run("input.amount", budget).is_error());
    EXPECT_TRUE(fails_with(scope.run("input.items[0].sku", budget), "3 evaluation steps"));
    budget.cost_max = 12;
    EXPECT_TRUE(
        fails_with(scope.run("input.items.map(i, i.sku).map(i, i.size())", budget), "12 eval")
    );
}

TEST(CelLimits, StopsTextThatDoubles) {
    const SampleScope scope;
    std::string source = "'" + std::string(1000, 'x') + "'";
    for (int i = 0; i < 14; ++i) source = "cel.bind(s, " + source + ", s + s)";
    EXPECT_TRUE(fails_with(scope.run(source), "1048576 bytes"));
    EXPECT_TRUE(fails_with(
        scope.run("'" + std::string(1500, 'x') + "'.replace('', '" + std::string(1500, 'y') + "')"),
        "1048576 bytes"
    ));
    std::string list = "[" + repeat("1,", 500) + "]";
    for (int i = 0; i < 14; ++i) list = "cel.bind(s, " + list + ", s + s)";
    EXPECT_TRUE(fails_with(scope.run(list), "1048576 bytes"));
}

TEST(CelLimits, CapsAResultThatRepeatsWhatItRefersTo) {
    const SampleScope scope;
    Budget budget;
    budget.output_bytes_max = 2'000;
    EXPECT_FALSE(scope.run("[input, input]", budget).is_error());
    EXPECT_TRUE(
        fails_with(scope.run("[1,2,3,4,5,6,7,8,9,10].map(x, input)", budget), "at most 2000 bytes")
    );
    EXPECT_TRUE(
        fails_with(scope.run("'" + std::string(2'001, 'x') + "'", budget), "at most 2000 bytes")
    );
}

TEST(CelLimits, BoundsRegularExpressions) {
    const SampleScope scope;
    EXPECT_TRUE(fails_with(scope.run("'a'.matches('((a{100}){100}){100}')"), "regular expression"));
    EXPECT_TRUE(
        fails_with(scope.run("'a'.matches(dyn('((a{100}){100}){100}'))"), "regular expression")
    );
    // A pattern that takes a backtracking engine exponential time.
    const std::string text = std::string(1000, 'a');
    EXPECT_FALSE(scope.run("'" + text + "'.matches('^(a+)+$b')").as_bool());
}

// A text of 1,000 letters, doubled nine times, as the variable of `body`.
std::string with_long_text(const std::string& body) {
    std::string source = body;
    for (int i = 0; i < 9; ++i) source = "cel.bind(s, s + s, " + source + ")";
    return "cel.bind(s, '" + std::string(1000, 'a') + "', " + source + ")";
}

TEST(CelLimits, PaysForTheSizeOfAPatternOnALongText) {
    const SampleScope scope;
    EXPECT_EQ(scope.run(with_long_text("s.size()")).as_int(), 512'000);
    EXPECT_FALSE(scope.run(with_long_text("s.matches('b')")).as_bool());
    // A pattern whose automaton outgrows its memory meets every byte with every instruction.
    for (const std::string pattern : {"((a?){30}){30}x", ".*a.{300}b", "(a?){400}a{400}b"}) {
        const std::string call = "s.matches('" + pattern + "')";
        EXPECT_TRUE(fails_with(scope.run(with_long_text(call)), "evaluation steps")) << pattern;
        EXPECT_FALSE(scope.run("cel.bind(s, 'aaa', " + call + ")").is_error()) << pattern;
    }
}

TEST(CelLimits, PaysForPatternsThatAreCompiledInALoop) {
    const SampleScope scope;
    const std::string hundred = "[" + repeat("0,", 100) + "]";
    const auto loop = [&](const std::string& pattern) {
        return scope.run(hundred + ".exists(i, 'a'.matches(dyn('" + pattern + "')))");
    };
    EXPECT_FALSE(loop("^b[0-9]+$").is_error());
    EXPECT_TRUE(fails_with(loop("("), "RE2's syntax"));
    // One that is refused for its size, and a large one that is not.
    EXPECT_TRUE(fails_with(scope.run(R"('a'.matches(dyn('\\pL{300}')))"), "too large"));
    EXPECT_TRUE(fails_with(loop(R"(\\pL{300})"), "evaluation steps"));
    EXPECT_FALSE(scope.run(R"('a'.matches(dyn('\\pL{20}')))").is_error());
    EXPECT_TRUE(fails_with(loop(R"(\\pL{20})"), "evaluation steps"));
}

TEST(CelLimits, RefusesManyRegularExpressionsInOneExpression) {
    const SampleScope scope;
    const auto join = [](std::size_t count) {
        return "false" + repeat(" || 'a'.matches('b')", count);
    };
    EXPECT_FALSE(scope.run(join(limits::kExpressionRegexesMax)).is_error());
    const Value refused = scope.run(join(limits::kExpressionRegexesMax + 1));
    EXPECT_TRUE(fails_with(refused, "more than 16 regular expressions"));
    EXPECT_TRUE(fails_with(refused, "join some of them with |"));
}

TEST(CelLimits, SearchesTextInLinearTime) {
    const SampleScope scope;
    for (const std::string call :
         {"s.contains(t)",
          "s.indexOf(t) >= 0",
          "s.lastIndexOf(t) >= 0",
          "s.replace(t, '') != s",
          "s.split(t).size() > 1"}) {
        const std::string body = "cel.bind(t, s.substring(1) + 'b', " + call + ")";
        const Value found = scope.run(with_long_text(body));
        ASSERT_FALSE(found.is_error()) << call << ": " << found.error_message();
        EXPECT_FALSE(found.as_bool()) << call;
    }
}

}  // namespace
}  // namespace sagaflow::cel
