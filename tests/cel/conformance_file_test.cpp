// The conformance program takes any file of its form, and says what is wrong with any other.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel {
namespace {

using conformance::Case;

class CelConformanceFile : public testing::Test {
protected:
    void SetUp() override {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        path_ = std::filesystem::path(testing::TempDir()) /
                ("sagaflow-cel-" + std::string(test->name()) + ".json");
    }
    void TearDown() override { std::filesystem::remove(path_); }

    Result<std::vector<Case>> read(std::string_view text) {
        std::ofstream(path_, std::ios::binary) << text;
        return conformance::read_file(path_.string());
    }
    std::string refusal(std::string_view text) {
        const auto cases = read(text);
        return cases.ok() ? "read" : cases.error().message;
    }
    // The outcome of the only case, its members given without the braces.
    conformance::Outcome outcome(const std::string& members) {
        const auto cases = read(R"({"cases": [{)" + members + "}]}");
        EXPECT_TRUE(cases.ok()) << cases.error().message;
        return cases.ok() ? conformance::run(cases->front()) : conformance::Outcome{};
    }
    bool passes(const std::string& members) { return outcome(members).passed; }
    // Why the case cannot be run.
    std::string complaint(const std::string& members) {
        const auto result = outcome(members);
        EXPECT_FALSE(result.passed);
        return result.got;
    }

    std::filesystem::path path_;
};

TEST_F(CelConformanceFile, IsRefusedWhenItIsNone) {
    EXPECT_NE(conformance::read_file("/no/such/file").error().message.find("/no/such"), 0U);
    EXPECT_FALSE(conformance::read_file("/no/such/file").ok());
    EXPECT_FALSE(conformance::read_file(testing::TempDir()).ok());
    EXPECT_NE(refusal("").find("Expected JSON"), std::string::npos);
    EXPECT_NE(refusal("{\"cases\":\n[}").find("line 2"), std::string::npos);
    EXPECT_NE(refusal("{\"cases\": [\"\xff\"]}").find("Expected JSON"), std::string::npos);
    EXPECT_NE(refusal("{}").find("no list of cases"), std::string::npos);
    EXPECT_NE(refusal("7").find("no list of cases"), std::string::npos);
    EXPECT_NE(refusal(R"({"cases": {}})").find("no list of cases"), std::string::npos);
    const std::string deep(100'000, '[');
    EXPECT_NE(
        refusal(deep + std::string(100'000, ']')).find("at most 200 levels"), std::string::npos
    );
}

TEST_F(CelConformanceFile, MayHoldNoCaseOrTheBareList) {
    EXPECT_TRUE(read(R"({"cases": []})")->empty());
    EXPECT_EQ(read(R"([{"expr": "1", "expect": {"value": {"int": "1"}}}])")->size(), 1U);
}

TEST_F(CelConformanceFile, TakesEveryKindOfValue) {
    for (const auto& [expression, typed] : std::vector<std::pair<std::string, std::string>>{
             {"null", R"({"null": null})"},
             {"!false", R"({"bool": true})"},
             {"-7", R"({"int": "-7"})"},
             {"-7", R"({"int": -7})"},
             {"18446744073709551615u", R"({"uint": "18446744073709551615"})"},
             {"1.5", R"({"double": "1.5"})"},
             {"1.5", R"({"double": 1.5})"},
             {"0.0 / 0.0", R"({"double": "NaN"})"},
             {"-1.0 / 0.0", R"({"double": "-Infinity"})"},
             {"1.0 / 0.0", R"({"double": "inf"})"},
             {"-0.0", R"({"double": "-0.0"})"},
             {"'\\u0000'", R"({"string": "\u0000"})"},
             {"b'\\xff'", R"({"bytes_b64": "/w=="})"},
             {"b'\\xff'", R"({"bytes_b64": "/w"})"},
             {"[1, 'a']", R"({"list": [{"int": "1"}, {"string": "a"}]})"},
             {"{2: 'b', 'a': 1u}",
              R"({"map": [[{"string": "a"}, {"uint": "1"}], [{"int": "2"}, {"string": "b"}]]})"},
             {"timestamp(1)", R"({"timestamp": "1970-01-01T00:00:01Z"})"},
             {"duration('-1500ms')", R"({"duration": "-1.5s"})"},
             {"type(1)", R"({"type": "int"})"}}) {
        const std::string quoted = Json(expression).dump();
        EXPECT_TRUE(passes(R"("expr": )" + quoted + R"(, "expect": {"value": )" + typed + "}"))
            << expression << " is " << typed;
        const std::string bound =
            R"("expr": "x", "bindings": {"x": )" + typed + R"(}, "expect": {"value": )" + typed;
        EXPECT_TRUE(passes(bound + "}")) << typed;
    }
}

TEST_F(CelConformanceFile, TellsKindsAndSignsApart) {
    EXPECT_FALSE(passes(R"("expr": "1", "expect": {"value": {"uint": "1"}})"));
    EXPECT_FALSE(passes(R"("expr": "1", "expect": {"value": {"double": "1"}})"));
    EXPECT_FALSE(passes(R"("expr": "0.0", "expect": {"value": {"double": "-0.0"}})"));
    EXPECT_FALSE(passes(R"("expr": "'a'", "expect": {"value": {"bytes_b64": "YQ=="}})"));
    EXPECT_FALSE(passes(R"("expr": "[1]", "expect": {"value": {"list": []}})"));
    EXPECT_FALSE(passes(R"("expr": "{1: 1}", "expect": {"value": {"map": []}})"));
    EXPECT_FALSE(passes(R"~("expr": "type(1)", "expect": {"value": {"string": "int"}})~"));
}

TEST_F(CelConformanceFile, DemandsErrorsAndTakesAnyOfSome) {
    EXPECT_TRUE(passes(R"("expr": "1 / 0", "expect": {"error": ["whatever"]})"));
    EXPECT_TRUE(passes(R"("expr": "1 +", "expect": {"error": []})"));
    EXPECT_FALSE(passes(R"("expr": "1", "expect": {"error": ["whatever"]})"));
    EXPECT_FALSE(passes(R"("expr": "1 / 0", "expect": {"value": {"int": "0"}})"));
    const std::string choices = R"("expect": {"any_of": [{"value": {"int": "1"}}, {"error": []}]})";
    EXPECT_TRUE(passes(R"("expr": "1", )" + choices));
    EXPECT_TRUE(passes(R"("expr": "1 / 0", )" + choices));
    EXPECT_FALSE(passes(R"("expr": "2", )" + choices));
    EXPECT_EQ(outcome(R"("expr": "2", )" + choices).expected, "int 1 or an error");
}

TEST_F(CelConformanceFile, FollowsTheOptionsOfACase) {
    const std::string yes = R"(, "expect": {"value": {"bool": true}})";
    const std::string no = R"(, "expect": {"error": []})";
    EXPECT_TRUE(passes(R"("expr": "f(1) || true", "disable_check": true)" + yes));
    EXPECT_TRUE(passes(R"("expr": "f(1) || true")" + no));
    EXPECT_TRUE(passes(R"~("expr": "[1].all(x, true)")~" + yes));
    EXPECT_TRUE(passes(R"~("expr": "[1].all(x, true)", "disable_macros": true)~" + no));
    EXPECT_TRUE(passes(
        R"("expr": "b", "container": "a", )"
        R"("bindings": {"a.b": {"bool": true}, "b": {"bool": false}})" +
        yes
    ));
    // Declared without a value: an error while it runs, which || absorbs.
    EXPECT_TRUE(passes(R"("expr": "x || true", "type_env": [{"name": "x", "type": "bool"}])" + yes)
    );
    EXPECT_TRUE(passes(R"("expr": "x", "type_env": [{"name": "x", "type": "bool"}])" + no));
}

TEST_F(CelConformanceFile, FailsCasesThatCannotBeUnderstood) {
    const std::string one = R"("expr": "1")";
    EXPECT_NE(complaint(one).find("\"expect\""), std::string::npos);
    EXPECT_NE(complaint(one + R"(, "expect": {})").find("\"expect\""), std::string::npos);
    EXPECT_NE(complaint(one + R"(, "expect": {"any_of": []})").find("any_of"), std::string::npos);
    EXPECT_NE(complaint(one + R"(, "expect": {"any_of": 3})").find("any_of"), std::string::npos);
    EXPECT_NE(complaint(R"("expect": {"error": []})").find("\"expr\""), std::string::npos);
    EXPECT_NE(
        complaint(R"("expr": 1, "expect": {"error": []})").find("\"expr\""), std::string::npos
    );
    const std::string error = one + R"(, "expect": {"error": []}, )";
    EXPECT_NE(complaint(error + R"("bindings": [])").find("\"bindings\""), std::string::npos);
    EXPECT_NE(complaint(error + R"("bindings": {"x": 1})").find("bindings.x"), std::string::npos);
    EXPECT_NE(complaint(error + R"("type_env": {})").find("\"type_env\""), std::string::npos);
    EXPECT_NE(complaint(error + R"("type_env": [{}])").find("name"), std::string::npos);
    EXPECT_NE(complaint(error + R"("container": 1)").find("\"container\""), std::string::npos);
    EXPECT_NE(complaint(error + R"("disable_check": 1)").find("disable_check"), std::string::npos);
    EXPECT_EQ(read(R"({"cases": [7]})")->front().id, "cases[0]");
    EXPECT_FALSE(conformance::run(read(R"({"cases": [7]})")->front()).passed);
}

TEST_F(CelConformanceFile, FailsCasesWithValuesThatAreNone) {
    for (const std::string typed :
         {"1",
          "[]",
          "{}",
          R"({"int": "1", "uint": "1"})",
          R"({"message": {}})",
          R"({"int": "1.5"})",
          R"({"int": "9223372036854775808"})",
          R"({"uint": "-1"})",
          R"({"double": "x"})",
          R"({"bool": "true"})",
          R"({"bytes_b64": "*"})",
          R"({"bytes_b64": "a"})",
          R"({"bytes_b64": "Y=Q="})",
          R"({"list": {}})",
          R"({"list": [1]})",
          R"({"map": {"a": {"int": "1"}}})",
          R"({"map": [[{"int": "1"}]]})",
          R"({"timestamp": "yesterday"})",
          R"({"duration": "1 day"})"}) {
        const std::string got = complaint(R"("expr": "1", "expect": {"value": )" + typed + "}");
        EXPECT_NE(got.find("Expected a typed value"), std::string::npos) << typed << ": " << got;
    }
}

}  // namespace
}  // namespace sagaflow::cel
