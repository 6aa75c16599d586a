// The repair of expected texts must never let a wrong answer pass.
#include <gtest/gtest.h>

#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel {
namespace {

using conformance::undo_escapes;

conformance::Case case_of(std::string expression, Value expected) {
    conformance::Case test;
    test.expression = std::move(expression);
    test.expected.push_back(std::move(expected));
    return test;
}

std::string undone(std::string expression, std::string expected) {
    const auto test = case_of(std::move(expression), Value::of_string(std::move(expected)));
    const auto repaired = undo_escapes(test, test.expected[0]);
    return repaired ? std::string(repaired->as_string()) : "left alone";
}

std::string undone_bytes(std::string expression, std::string expected) {
    const auto test = case_of(std::move(expression), Value::of_bytes(std::move(expected)));
    const auto repaired = undo_escapes(test, test.expected[0]);
    return repaired ? std::string(repaired->as_string()) : "left alone";
}

TEST(CelUndoEscapes, RepairsWhatNoAnswerCouldGive) {
    EXPECT_EQ(undone(R"('\u0142')", R"(\u0142)"), "ł");
    EXPECT_EQ(undone(R"("a \U0001F600")", R"(a \U0001f600)"), "a 😀");
    EXPECT_EQ(
        undone(
            R"('''\n\101\x41\t\u0142''')",
            "\nAA\t"
            R"(\u0142)"
        ),
        "\nAA\tł"
    );
    EXPECT_EQ(undone(R"( "?'\"" )", R"(\?'")"), "?'\"");
    EXPECT_EQ(undone_bytes(R"(b"?!")", R"(\?!)"), "?!");
    EXPECT_EQ(undone_bytes(R"(B'''?''')", R"(\?)"), "?");
}

TEST(CelUndoEscapes, LeavesAloneWhatTheExpressionMayGive) {
    EXPECT_EQ(undone(R"(r'\u0142')", R"(\u0142)"), "left alone");
    EXPECT_EQ(undone(R"(R"""\u0142""")", R"(\u0142)"), "left alone");
    EXPECT_EQ(undone(R"('\\u0142')", R"(\u0142)"), "left alone");
    for (const std::string escape :
         {R"(\x5c)", R"(\X5C)", R"(\134)", R"(\u005c)", R"(\U0000005C)"}) {
        EXPECT_EQ(undone("'" + escape + "u0142'", R"(\u0142)"), "left alone") << escape;
    }
    EXPECT_EQ(undone(R"('' + r'\u0142')", R"(\u0142)"), "left alone");
    EXPECT_EQ(undone(R"('a'.replace('a', r'\u0142'))", R"(\u0142)"), "left alone");
    EXPECT_EQ(undone(R"('x' + y + 'z')", R"(x\u0142z)"), "left alone");
    EXPECT_EQ(undone("x", R"(\u0142)"), "left alone");
    EXPECT_EQ(undone_bytes(R"(br'\?')", R"(\?)"), "left alone");
    EXPECT_EQ(undone_bytes(R"(b'\\?')", R"(\?)"), "left alone");
    EXPECT_EQ(undone_bytes(R"('?')", R"(\?)"), "left alone");
}

TEST(CelUndoEscapes, LeavesAloneWhatTheConversionDoesNotWrite) {
    EXPECT_EQ(undone("'x'", "x"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\u01AB)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\u0041)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\U00000142)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\ud800)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\U00110000)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\u014)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(\n\u0142)"), "left alone");
    EXPECT_EQ(undone("'x'", R"(ł\u0142)"), "left alone");
    EXPECT_EQ(undone_bytes("b'x'", R"(\u0142)"), "left alone");
    for (const std::string broken : {"", "'", "''", "b", "'\\", R"('\x')", R"('\q' 'x')", "'a\""}) {
        EXPECT_EQ(undone(broken, R"(\u0142)"), broken == "''" ? "ł" : "left alone") << broken;
    }
}

TEST(CelUndoEscapes, DoesNotMakeAWrongAnswerPass) {
    const auto passes = [](const char* expression, const char* expected) {
        const auto test = case_of(expression, Value::of_string(expected));
        return conformance::run(test).passed;
    };
    EXPECT_TRUE(passes(R"('\u0142')", R"(\u0142)"));
    EXPECT_FALSE(passes(R"('\u0142')", R"(\u0143)"));
    EXPECT_FALSE(passes(R"('\u0142')", R"(\u0142 )"));
    EXPECT_FALSE(passes("'ł'", R"(\u0143)"));
    EXPECT_FALSE(passes("'ł' + ''", R"(\u0142)"));
    EXPECT_TRUE(passes(R"(r'\u0142')", R"(\u0142)"));
    EXPECT_FALSE(passes(R"(r'\u0142')", "ł"));
    const auto test = case_of(R"('\u0142')", Value::of_string(R"(\u0142)"));
    EXPECT_TRUE(conformance::run(test).is_repaired);
    EXPECT_FALSE(conformance::run(test, conformance::Compare::kExactly).passed);
}

}  // namespace
}  // namespace sagaflow::cel
