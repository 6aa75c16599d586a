// Hostile and broken definitions: never a crash, never long.
#include <gtest/gtest.h>

#include <ctime>
#include <random>

#include "dsl/definition.hpp"
#include "tests/dsl/order_definition.hpp"

namespace sagaflow::dsl {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kLongestS = 30;
constexpr int kMutations = 1'500;
#else
constexpr double kLongestS = 3;  // it takes a third of a second
constexpr int kMutations = 4'000;
#endif

// Problems are counted so that a test can say that there are some.
std::size_t check_in_time(const std::string& text, const char* what) {
    // Of the processor: what else the machine does is not the compiler's fault.
    const std::clock_t start = std::clock();
    const auto checked = check_definition(text);
    const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_LT(took, kLongestS) << what;
    EXPECT_TRUE(checked.ok()) << what << ": " << (checked.ok() ? "" : checked.error().message);
    if (!checked.ok()) return 0;
    EXPECT_EQ(checked->program != nullptr, checked->problems.empty()) << what;
    EXPECT_LE(checked->problems.size(), limits::kDiagnosticsMax + 1) << what;
    return checked->problems.size();
}

std::string saga_of(const std::string& states) {
    return R"({"saga": "x", "start": "s0", "states": {)" + states + "}}";
}

// State number `i` of a chain, with `more` members.
std::string set_state(std::size_t i, std::size_t next, const std::string& value) {
    return (i == 0 ? "" : ",") + std::string("\"s") + std::to_string(i) +
           R"(": {"type": "set", "assign": {"v": )" + value + R"(}, "next": "s)" +
           std::to_string(next) + "\"}";
}

TEST(Robustness, CompilesTwoThousandStates) {
    std::string states;
    for (std::size_t i = 0; i < 1'999; ++i)
        states += set_state(i, i + 1, "\"${input.a + vars.v}\"");
    states += R"(, "s1999": {"type": "succeed"})";
    EXPECT_EQ(check_in_time(saga_of(states), "a chain"), 0U);
}

TEST(Robustness, RefusesMoreThanTwoThousandStates) {
    std::string states;
    for (std::size_t i = 0; i < 3'000; ++i) states += set_state(i, i + 1, "1");
    EXPECT_GE(check_in_time(saga_of(states), "too many states"), 1U);
}

TEST(Robustness, AnswersThousandsOfUnknownNamesInTime) {
    std::string states = R"("s0": {"type": "choice", "otherwise": "s1", "choices": [)";
    for (int i = 0; i < 15'000; ++i) {
        states += (i == 0 ? "" : ",") + std::string(R"({"when": "true", "next": "state_)") +
                  std::to_string(i) + "\"}";
    }
    states += "]}";
    for (std::size_t i = 1; i < 1'999; ++i) states += set_state(i, i + 1, "1");
    EXPECT_GT(check_in_time(saga_of(states), "unknown states"), limits::kDiagnosticsMax - 1);
}

TEST(Robustness, AnswersManyUnknownMembersInTime) {
    std::string members = R"("saga": "x")";
    for (int i = 0; members.size() < 1'000'000; ++i)
        members += ", \"m" + std::to_string(i) + "\": 1";
    EXPECT_GT(check_in_time("{" + members + "}", "unknown members"), 10U);
}

TEST(Robustness, AnswersLongNamesAboveManyProblemsInTime) {
    std::string value = "[";
    while (value.size() < 400'000) value += R"("${")" + std::string(",");
    value += "1]";
    const std::string text = R"({"saga": "x", "start": "a", "key": {")" +
                             std::string(500'000, 'n') + "\": " + value + "}, \"states\": {}}";
    EXPECT_GT(check_in_time(text, "long names"), 1U);
}

TEST(Robustness, AnswersManyCirclesInTime) {
    std::string states = R"("end": {"type": "succeed"}, )"
                         R"("s0": {"type": "choice", "otherwise": "end", "choices": [)";
    for (int i = 1; i < 1'999; ++i) {
        states += (i == 1 ? "" : ",") + std::string(R"({"when": "input.x", "next": "s)") +
                  std::to_string(i) + "\"}";
    }
    states += "]}";
    for (std::size_t i = 1; i < 1'999; ++i) states += set_state(i, i, "1");
    EXPECT_GT(check_in_time(saga_of(states), "circles"), 100U);
}

TEST(Robustness, AnswersManyExpressionsInTime) {
    std::string text = R"({"type": "succeed", "output": [)";
    while (text.size() < 1'000'000) text += R"("${input.a[0].b + 'x'}",)";
    EXPECT_EQ(check_in_time(saga_of("\"s0\": " + text + "1]}"), "expressions"), 0U);
}

TEST(Robustness, AnswersDeepExpressionsAndTemplates) {
    const std::string deep =
        "\"${" + std::string(1'900, '(') + "1" + std::string(1'900, ')') + "}\"";
    const std::string braces = "\"${" + std::string(4'000, '{') + "\"";
    const std::string many = "\"" + std::string(200'000, '$') + "{1}\"";
    for (const std::string& value : {deep, braces, many}) {
        const std::string state = R"("s0": {"type": "succeed", "output": )" + value + "}";
        (void)check_in_time(saga_of(state), "deep");
    }
}

// Values that a mutation puts in place of another.
Json replacement(std::mt19937& random) {
    static const std::vector<Json> kValues{
        nullptr,
        true,
        0,
        -1,
        1.5,
        "",
        "a",
        "${",
        "${input",
        "${1}",
        "*",
        "http",
        "\xC3\xA4",
        "true",
        Json::array(),
        Json::object(),
        Json::array({1}),
        Json::array({Json::object()}),
        {{"type", "task"}},
        {{"", ""}},
        "9999999999d",
        "0s",
        {{"$ref", "#"}},
        "s0"};
    return kValues[random() % kValues.size()];
}

void mutate(Json& json, std::mt19937& random) {
    if (!json.is_structured() || json.empty() || random() % 8 == 0) {
        json = replacement(random);
        return;
    }
    auto member = json.begin();
    std::advance(member, static_cast<std::ptrdiff_t>(random() % json.size()));
    const auto act = random() % 12;
    if (act == 0) {
        json.erase(member);
    } else if (act == 1 && json.is_object()) {
        json["nme"] = *member;
    } else if (act == 2 && json.is_array()) {
        json.push_back(*member);
    } else {
        mutate(*member, random);
    }
}

TEST(Robustness, SurvivesMutatedDefinitions) {
    const Json source = Json::parse(kOrderDefinition);
    std::size_t refused = 0;
    for (int i = 0; i < kMutations; ++i) {
        std::mt19937 random(static_cast<unsigned>(i));
        Json mutated = source;
        for (auto times = 1 + random() % 4; times > 0; --times) mutate(mutated, random);
        const auto checked = check_definition(mutated.dump(i % 3 - 1));
        ASSERT_TRUE(checked.ok()) << i << ": " << checked.error().message;
        ASSERT_EQ(checked->program != nullptr, checked->problems.empty()) << i;
        if (!checked->problems.empty()) ++refused;
    }
    EXPECT_GT(refused, static_cast<std::size_t>(kMutations / 2));
}

TEST(Robustness, SurvivesMutatedTexts) {
    const std::string source = kOrderDefinition;
    std::size_t understood = 0;
    for (int i = 0; i < kMutations; ++i) {
        std::mt19937 random(static_cast<unsigned>(i));
        std::string mutated = source;
        for (auto times = 1 + random() % 3; times > 0; --times) {
            const std::size_t place = random() % mutated.size();
            constexpr std::string_view kBytes = "{}[]\",:$\\'0a \n\xC3";
            if (random() % 2 == 0) {
                mutated[place] = kBytes[random() % kBytes.size()];
            } else {
                mutated.erase(place, 1 + random() % 3);
            }
        }
        const auto checked = check_definition(mutated);
        if (checked.ok()) ++understood;
    }
    EXPECT_GT(understood, 10U);
}

}  // namespace
}  // namespace sagaflow::dsl
