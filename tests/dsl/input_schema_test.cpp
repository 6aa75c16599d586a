// Checking inputs against JSON Schema, and the faults of the library that are fenced.
#include <gtest/gtest.h>

#include <ctime>

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

std::string words(const std::vector<InputProblem>& problems) {
    std::string all;
    for (const InputProblem& problem : problems) {
        all += (all.empty() ? "" : " | ") + problem.pointer + ": " + problem.message;
    }
    return all;
}

struct Worded {
    const char* schema;
    const char* input;
    const char* words;
};

void expect_words(const std::vector<Worded>& cases) {
    for (const Worded& c : cases) {
        EXPECT_EQ(words(check(c.schema, Json::parse(c.input))), c.words)
            << c.schema << " " << c.input;
    }
}

TEST(InputSchema, NamesBothTypes) {
    expect_words({
        {R"({"type": "integer"})", R"("7")", ": expected an integer, but got a string"},
        {R"({"type": "string"})", "7", ": expected a string, but got an integer"},
        {R"({"type": "object"})", "[]", ": expected an object, but got an array"},
        {R"({"type": "array"})", "{}", ": expected an array, but got an object"},
        {R"({"type": "boolean"})", "null", ": expected a boolean, but got null"},
        {R"({"type": "null"})", "true", ": expected null, but got a boolean"},
        {R"({"type": "number"})", "false", ": expected a number, but got a boolean"},
        {R"({"type": "integer"})", "1.5", ": expected an integer, but got the number 1.5"},
        {R"({"type": ["string", "null"]})", "{}", ": expected a string or null, but got an object"},
        {R"({"type": ["string", "array", "null"]})",
         "1",
         ": expected a string, an array or null, but got an integer"},
        {R"({"anyOf": [{"type": "string"}, {"type": "integer"}]})",
         "[]",
         ": expected a string or an integer, but got an array"},
    });
}

TEST(InputSchema, FindsTheTypeWhereverTheSchemaSaysIt) {
    expect_words({
        {R"({"properties": {"a": {"items": {"type": "string"}}}})",
         R"({"a": ["x", 1]})",
         "/a/1: expected a string, but got an integer"},
        {R"({"items": [{"type": "string"}], "additionalItems": {"type": "integer"}})",
         R"(["x", "y"])",
         "/1: expected an integer, but got a string"},
        {R"({"items": [{"type": "string"}]})", "[1]", "/0: expected a string, but got an integer"},
        {R"({"patternProperties": {"^x": {"type": "string"}}})",
         R"({"xa": 1, "y": 1})",
         "/xa: expected a string, but got an integer"},
        {R"({"properties": {"b": {}}, "additionalProperties": {"type": "string"}})",
         R"({"a": 1, "b": 2})",
         "/a: expected a string, but got an integer"},
        {R"({"properties": {"a/b": {"type": "string"}}})",
         R"({"a/b": 1})",
         "/a~1b: expected a string, but got an integer"},
        {R"({"properties": {"a": {"$ref": "#/definitions/n"}},
             "definitions": {"n": {"allOf": [{"type": "string"}]}}})",
         R"({"a": 1})",
         "/a: expected a string, but got an integer"},
        {R"({"if": {"required": ["a"]}, "then": {"properties": {"b": {"type": "string"}}}})",
         R"({"a": 1, "b": 2})",
         "/b: expected a string, but got an integer"},
        {R"({"dependencies": {"a": {"properties": {"b": {"type": "string"}}}}})",
         R"({"a": 1, "b": 2})",
         "/b: expected a string, but got an integer"},
    });
}

TEST(InputSchema, NamesMembersThatAreMissingOrUnknown) {
    expect_words({
        {R"({"properties": {"a": {"required": ["id"]}}})",
         R"({"a": {}})",
         R"(/a: expected the member "id", but it is missing)"},
        {R"({"dependencies": {"card": ["owner"]}})",
         R"({"card": 1})",
         R"(: expected the member "owner" beside "card", but it is missing)"},
        {R"({"properties": {"id": {}, "name": {}}, "additionalProperties": false})",
         R"({"id": 1, "nmae": 2})",
         R"(: unknown member "nmae"; the schema allows "id", "name")"},
        {R"({"additionalProperties": false})",
         R"({"x": 2})",
         R"(: unknown member "x"; the schema allows no members here)"},
        {R"({"properties": {"x": false}})", R"({"x": 2})", "/x: the schema allows no value here"},
        {"false", "1", ": the schema allows no value here"},
        {R"({"propertyNames": {"pattern": "^[a-z]+$"}})",
         R"({"X": 2})",
         ": expected members with names as \"propertyNames\" says"},
    });
}

// What is unknown must not hide behind another problem, nor the other way round.
TEST(InputSchema, TellsAllProblemsAtOnce) {
    const auto problems = check(
        R"({"required": ["key"], "properties": {"id": {"type": "string"}, "x": false,
        "key": {}}, "additionalProperties": false})",
        Json::parse(R"({"id": 1, "x": 2, "other": 3})")
    );
    const std::string all = words(problems);
    EXPECT_EQ(problems.size(), 4U) << all;
    for (const char* part :
         {"expected a string, but got an integer",
          "the member \"key\", but it is missing",
          "unknown member \"other\"",
          "/x: the schema allows no value here"}) {
        EXPECT_NE(all.find(part), std::string::npos) << all;
    }
}

TEST(InputSchema, SaysWhichValuesItTakes) {
    expect_words({
        {R"({"enum": ["red", "green", 3]})",
         R"("blue")",
         R"(: expected one of "red", "green", 3, but got "blue")"},
        {R"({"enum": ["red"]})", "[1]", R"(: expected "red", but got an array)"},
        {R"({"enum": [1,2,3,4,5,6,7,8,9,10,11,12]})",
         "0",
         ": expected one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more, but got 0"},
        {R"({"const": "v1"})", R"("v2")", R"(: expected "v1", but got "v2")"},
        {R"({"pattern": "^o-[0-9]+$"})",
         R"("x")",
         R"(: expected a string that matches ^o-[0-9]+$, but got "x")"},
        {R"({"not": {"type": "string"}})",
         R"("x")",
         ": the value is what the schema rules out with \"not\""},
        {R"({"oneOf": [{"type": "string"}, {"minLength": 1}]})",
         R"("x")",
         ": expected exactly one of the schemas of \"oneOf\" to hold, but several do"},
        {R"({"format": "date"})",
         R"("31.1.2026")",
         R"(: expected a date such as 2026-01-31, but got "31.1.2026")"},
        {R"({"format": "date"})",
         R"("2026-02-30")",
         R"(: expected a date such as 2026-01-31, but got "2026-02-30")"},
        {R"({"format": "time"})", R"("8")", R"(: expected a time such as 08:00:00Z, but got "8")"},
        {R"({"format": "date-time"})",
         R"("now")",
         R"(: expected a date and time such as 2026-01-31T08:00:00Z, but got "now")"},
    });
}

TEST(InputSchema, SaysHowMuchItTakes) {
    expect_words({
        {R"({"minimum": 1})", "0", ": expected at least 1, but got 0"},
        {R"({"maximum": 0.5})", "2", ": expected at most 0.5, but got 2"},
        {R"({"exclusiveMinimum": 0})", "0", ": expected more than 0, but got 0"},
        {R"({"exclusiveMaximum": 10})", "10.5", ": expected less than 10, but got 10.5"},
        {R"({"multipleOf": 5})", "7", ": expected a multiple of 5, but got 7"},
        {R"({"multipleOf": 0.5})", "0.7", ": expected a multiple of 0.5, but got 0.7"},
        {R"({"minLength": 3})", R"("äö")", ": expected at least 3 characters, but got 2"},
        {R"({"maxLength": 1})", R"("äö")", ": expected at most 1 character, but got 2"},
        {R"({"minItems": 1})", "[]", ": expected at least 1 item, but got 0"},
        {R"({"maxItems": 2})", "[1, 2, 3]", ": expected at most 2 items, but got 3"},
        {R"({"minProperties": 1})", "{}", ": expected at least 1 member, but got 0"},
        {R"({"maxProperties": 0})", R"({"a": 1})", ": expected at most 0 members, but got 1"},
        {R"({"items": [{}, {}], "additionalItems": false})",
         "[1, 2, 3]",
         ": expected at most 2 items, but got 3"},
        {R"({"contains": {"type": "string"}})",
         "[1]",
         ": expected an item as \"contains\" says, but there is none"},
        {R"({"uniqueItems": true})",
         "[1, 2, 1]",
         ": expected items that all differ, but those at 0 and 2 are equal"},
    });
}

TEST(InputSchema, ShowsLongValuesCutBetweenCharacters) {
    std::string text = "x";
    for (int i = 0; i < 1'000; ++i) text += "ä";
    const auto problems = check(R"({"enum": ["a"]})", text);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_LT(problems[0].message.size(), 200U);
    EXPECT_TRUE(problems[0].message.ends_with("ä…\"")) << problems[0].message;
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
    const std::clock_t start = std::clock();  // of the processor
    EXPECT_FALSE(check(R"({"uniqueItems": true})", list).empty());
    EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC);
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
