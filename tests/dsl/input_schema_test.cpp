// Checking inputs against JSON Schema, and the faults of the library that are fenced.
#include <gtest/gtest.h>

#include <chrono>

#include "dsl/program/input_schema.hpp"

namespace sagaflow::dsl {
namespace {

InputSchemaPtr schema(const char* text) {
    InputSchema::Compiled compiled = InputSchema::compile(Json::parse(text));
    for (const InputProblem& problem : compiled.problems) {
        ADD_FAILURE() << problem.pointer << ": " << problem.message;
    }
    return compiled.schema;
}

std::vector<InputProblem> check(const char* text, const Json& input) {
    const InputSchemaPtr compiled = schema(text);
    return compiled ? compiled->check(input) : std::vector<InputProblem>{};
}

std::string refusal(const char* text) {
    const InputSchema::Compiled compiled = InputSchema::compile(Json::parse(text));
    EXPECT_EQ(compiled.schema, nullptr);
    return compiled.problems.empty()
               ? ""
               : compiled.problems[0].pointer + " " + compiled.problems[0].message;
}

TEST(InputSchema, SaysWhereAndWhatIsExpected) {
    const char* text = R"({"type": "object", "required": ["id"], "additionalProperties": false,
        "properties": {"id": {"type": "string"}, "items": {"type": "array",
        "items": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}}}})";
    EXPECT_TRUE(check(text, Json::parse(R"({"id": "a", "items": [{"n": 2}]})")).empty());
    const auto problems =
        check(text, Json::parse(R"({"items": [{"n": 2}, {"n": 0}, {"n": "x"}]})"));
    ASSERT_EQ(problems.size(), 3U);
    std::vector<std::string> pointers;
    for (const auto& problem : problems) pointers.push_back(problem.pointer);
    EXPECT_EQ(pointers[0] + pointers[1] + pointers[2], "/items/1/n/items/2/n");
    const auto extra = check(text, Json::parse(R"({"id": "a", "other": 1})"));
    ASSERT_EQ(extra.size(), 1U);
    EXPECT_NE(extra[0].message.find("other"), std::string::npos) << extra[0].message;
}

TEST(InputSchema, FollowsReferencesInsideTheSchema) {
    const char* text = R"({"$id": "https://example.com/order", "$ref": "#/definitions/node",
        "definitions": {"node": {"type": "object",
        "properties": {"next": {"$ref": "#/definitions/node"}}}}})";
    EXPECT_TRUE(check(text, Json::parse(R"({"next": {"next": {}}})")).empty());
    EXPECT_FALSE(check(text, Json::parse(R"({"next": {"next": 1}})")).empty());
}

TEST(InputSchema, FetchesNothing) {
    EXPECT_NE(
        refusal(R"({"$ref": "http://127.0.0.1:1/s.json"})").find("nothing is fetched"),
        std::string::npos
    );
    EXPECT_NE(
        refusal(R"({"items": {"$ref": "other.json#/a"}})").find("/items/$ref"), std::string::npos
    );
}

TEST(InputSchema, RefusesReferencesThatLeadNowhereOrRound) {
    EXPECT_NE(
        refusal(R"({"$ref": "#/definitions/x"})").find("leads to no schema"), std::string::npos
    );
    EXPECT_NE(refusal(R"({"$ref": "#"})").find("without end"), std::string::npos);
    EXPECT_NE(
        refusal(R"({"definitions": {"a": {"$ref": "#/definitions/b"},
        "b": {"anyOf": [{"$ref": "#/definitions/a"}]}}})")
            .find("without end"),
        std::string::npos
    );
}

TEST(InputSchema, RefusesSchemasThatMultiply) {
    Json schema = Json::object();
    for (int i = 0; i < 40; ++i) {
        const Json next{{"$ref", "#/definitions/d" + std::to_string(i + 1)}};
        schema["definitions"]["d" + std::to_string(i)] = {{"allOf", {next, next}}};
    }
    schema["definitions"]["d40"] = {{"type", "integer"}};
    const auto compiled = InputSchema::compile(schema);
    ASSERT_FALSE(compiled.problems.empty());
    EXPECT_NE(compiled.problems[0].message.find("too many"), std::string::npos);
}

TEST(InputSchema, MatchesPatternsOfLongTexts) {
    const Json longest(std::string(900'000, 'a'));
    EXPECT_TRUE(check(R"({"pattern": "^(a|b)*$"})", longest).empty());
    EXPECT_FALSE(check(R"({"pattern": "^(a|b)*c$"})", longest).empty());
    const Json digits(std::string(900'000, '1'));
    EXPECT_FALSE(check(R"({"format": "date"})", digits).empty());
    EXPECT_TRUE(check(R"({"format": "date"})", "2026-01-31").empty());
    EXPECT_TRUE(check(R"({"format": "date-time"})", "2026-01-31T08:00:00Z").empty());
    EXPECT_FALSE(check(R"({"patternProperties": {"^x": {"type": "string"}}})", {{"xa", 1}}).empty()
    );
}

TEST(InputSchema, AppliesFormatsToTextsOnly) {
    EXPECT_TRUE(check(R"({"format": "date"})", 5).empty());
    EXPECT_TRUE(check(
                    R"({"properties": {"a": {"type": ["string", "null"], "format": "date"}}})",
                    {{"a", nullptr}}
    ).empty());
}

TEST(InputSchema, RefusesUniqueItemsThatWouldTakeMinutes) {
    Json list = Json::array();
    for (int i = 0; i < 100'000; ++i) list.push_back(i);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(check(R"({"uniqueItems": true})", list).empty());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_TRUE(check(R"({"uniqueItems": true})", {1, 2, 3}).empty());
    EXPECT_FALSE(check(R"({"uniqueItems": true})", {1, 2, 1}).empty());
}

TEST(InputSchema, RefusesWhatIsNoSchema) {
    EXPECT_NE(refusal(R"({"properties": {"a": 5}})").find("/properties/a"), std::string::npos);
    EXPECT_NE(refusal(R"({"type": 5})"), "");
    EXPECT_NE(refusal(R"({"minimum": "x"})"), "");
    EXPECT_NE(refusal("5"), "");
}

TEST(InputSchema, TakesTrueAndFalse) {
    EXPECT_TRUE(check("true", 1).empty());
    EXPECT_FALSE(check("false", 1).empty());
}

}  // namespace
}  // namespace sagaflow::dsl
