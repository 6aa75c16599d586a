// The published JSON Schema and the validator agree about structure.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "dsl/definition.hpp"
#include "dsl/program/input_schema.hpp"
#include "dsl/schema/schema.hpp"
#include "tests/dsl/order_definition.hpp"

namespace sagaflow::dsl {
namespace {

std::string read_schema_file(const std::filesystem::path& path) {
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

class Schema : public testing::Test {
protected:
    static void SetUpTestSuite() {
        schema_ = InputSchema::compile(Json::parse(schema_text())).schema;
    }
    void SetUp() override { ASSERT_NE(schema_, nullptr); }

    static std::string problems_of(const Json& definition) {
        std::string text;
        for (const InputProblem& problem : schema_->check(definition)) {
            text += problem.pointer + ": " + problem.message + '\n';
        }
        return text;
    }
    static InputSchemaPtr schema_;
};
InputSchemaPtr Schema::schema_;

// A definition whose state "a" is given, with what it may lead to.
Json with_state(const char* state) {
    Json definition = Json::parse(R"({"saga": "x", "start": "a", "retries": {"r": {}}, "states": {
        "b": {"type": "succeed"}}})");
    definition["states"]["a"] = Json::parse(state);
    return definition;
}

struct Structure {
    bool valid;
    const char* state;
};

constexpr Structure kStates[] = {
    {true, R"({"type": "succeed"})"},
    {true, R"({"type": "succeed", "output": {"a": ["${input.x}"]}, "description": "d"})"},
    {false, R"({"type": "succeed", "next": "b"})"},
    {false, R"({"type": "end"})"},
    {false, R"({"type": "parallel", "branches": {}})"},
    {false, R"({})"},
    {false, R"("b")"},
    {true, R"({"type": "fail", "error": "Out-Of.Stock_1", "message": "m ${input.x}"})"},
    {false, R"({"type": "fail"})"},
    {false, R"({"type": "fail", "error": "a b"})"},
    {false, R"({"type": "fail", "error": "E", "compensate": "no"})"},
    {true, R"({"type": "set", "assign": {"a": 1}, "next": "b"})"},
    {false, R"({"type": "set", "assign": {}, "next": "b"})"},
    {false, R"({"type": "set", "assign": {"a-b": 1}, "next": "b"})"},
    {false, R"({"type": "set", "assign": {"a": 1}})"},
    {true, R"({"type": "wait", "for": "1h30m", "next": "b"})"},
    {true, R"({"type": "wait", "for": "${input.x}", "next": "b"})"},
    {true, R"({"type": "wait", "until": "2026-01-31T08:00:00+02:00", "next": "b"})"},
    {false, R"({"type": "wait", "for": "1 hour", "next": "b"})"},
    {false, R"({"type": "wait", "for": "1h", "until": "2026-01-31T08:00:00Z", "next": "b"})"},
    {false, R"({"type": "wait", "next": "b"})"},
    {true, R"({"type": "choice", "choices": [{"when": "1 < 2", "next": "b"}], "otherwise": "b"})"},
    {true, R"({"type": "choice", "choices": [{"when": "true", "next": "b"}]})"},
    {false, R"({"type": "choice", "choices": [{"when": "1 < 2", "next": "b"}]})"},
    {false, R"({"type": "choice", "choices": [], "otherwise": "b"})"},
    {false, R"({"type": "choice", "choices": [{"when": "true"}], "otherwise": "b"})"},
    {true, R"({"type": "receive", "on": [{"event": "e", "next": "b"}], "timeout": "never"})"},
    {true, R"({"type": "receive", "on": [{"event": "e", "key": "k", "when": "event.data.x",
        "assign": {"v": 1}, "error": "E"}], "keep": "1h",
        "timeout": {"after": "1d", "next": "b"}})"},
    {false, R"({"type": "receive", "on": [{"event": "e", "next": "b"}]})"},
    {false, R"({"type": "receive", "on": [{"event": "e", "next": "b"}], "timeout": "1d"})"},
    {false,
     R"({"type": "receive", "on": [{"event": "e", "next": "b"}], "timeout": {"after": "1d"}})"},
    {false, R"({"type": "receive", "on": [{"event": "e"}], "timeout": "never"})"},
    {false, R"({"type": "receive", "on": [{"event": "", "next": "b"}], "timeout": "never"})"},
    {true, R"({"type": "task", "call": "noop", "effect": "none", "next": "b"})"},
    {true, R"({"type": "task", "call": "noop", "compensate": {"call": "noop"}, "next": "b",
        "retry": "r", "undoOnFailed": true, "probe": {"call": "noop", "ok": "true"}})"},
    {true, R"({"type": "task", "call": "noop", "effect": "retriable", "next": "b",
        "retry": {"maxAttempts": 0, "on": ["http.4xx", "*"]}, "onExhausted": "park"})"},
    {true,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "with": {"result": [1]}})"},
    {true,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "with": "${input}"})"},
    {false, R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "with": {"x": 1}})"},
    {false, R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "with": 1})"},
    {true, R"({"type": "task", "call": "http", "effect": "none", "next": "b",
        "with": {"connection": "c", "path": "/", "headers": {"a": "${secret.x}"}}})"},
    {true,
     R"({"type": "task", "call": "http", "effect": "none", "next": "b",
        "with": {"url": "https://x.example"}})"},
    {false, R"({"type": "task", "call": "http", "effect": "none", "next": "b"})"},
    {false,
     R"({"type": "task", "call": "http", "effect": "none", "next": "b",
        "with": {"connection": "c"}})"},
    {false, R"({"type": "task", "call": "http", "effect": "none", "next": "b",
        "with": {"connection": "c", "path": "/", "verb": "GET"}})"},
    {false, R"({"type": "task", "call": "http", "effect": "none", "next": "b",
        "with": {"connection": "c", "path": "/", "method": "get"}})"},
    {false, R"({"type": "task", "call": "publish", "effect": "none", "next": "b"})"},
    {false, R"({"type": "task", "call": "noop", "next": "b"})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "none", "compensate": {"call": "noop"},
        "next": "b"})"},
    {false, R"({"type": "task", "call": "noop", "effect": "none"})"},
    {false, R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "timeout": "5"})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "undoOnFailed": true})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "retriable", "next": "b",
        "onExhausted": "fail"})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b",
        "retry": {"factor": 0.1}})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b", "retry": {"tries": 1}})"},
    {false, R"({"type": "task", "call": "noop", "effect": "none", "next": "b",
        "catch": [{"errors": ["http.9"], "next": "b"}]})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b",
        "catch": [{"errors": [], "next": "b"}]})"},
    {false,
     R"({"type": "task", "call": "noop", "effect": "none", "next": "b",
        "compensate": {"with": {}}})"},
};

TEST_F(Schema, AgreesWithTheValidatorAboutStates) {
    for (const Structure& one : kStates) {
        const Json definition = with_state(one.state);
        const auto checked = check_definition(definition.dump());
        ASSERT_TRUE(checked.ok());
        EXPECT_EQ(checked->problems.empty(), one.valid)
            << one.state
            << (checked->problems.empty() ? "" : format_diagnostic("", checked->problems[0]));
        EXPECT_EQ(schema_->check(definition).empty(), one.valid) << one.state << '\n'
                                                                 << problems_of(definition);
    }
}

TEST_F(Schema, AgreesWithTheValidatorAboutTheTopLevel) {
    const Json base = Json::parse(kOrderDefinition);
    ASSERT_TRUE(schema_->check(base).empty()) << problems_of(base);
    const std::vector<std::pair<const char*, const char*>> wrong{
        {"saga", R"("Order")"},
        {"keyScope", R"("always")"},
        {"timeout", "5"},
        {"onFailure", R"("stop")"},
        {"retries", R"({"a b": {}})"},
        {"defaults", R"({"call": "http"})"},
        {"triggers", "[]"},
        {"states", "{}"},
        {"compensation", R"({"order": "any"})"},
        {"start", "null"},
        {"input", "5"},
        {"description", "1"},
        {"extra", "1"},
        {"$schema", "{}"}};
    for (const auto& [name, value] : wrong) {
        Json definition = base;
        definition[name] = Json::parse(value);
        const auto checked = check_definition(definition.dump());
        ASSERT_TRUE(checked.ok());
        EXPECT_FALSE(checked->problems.empty()) << name;
        EXPECT_FALSE(schema_->check(definition).empty()) << name;
    }
    for (const char* name : {"saga", "start", "states", "key"}) {
        Json definition = base;
        definition.erase(name);
        EXPECT_FALSE(schema_->check(definition).empty()) << name;
        EXPECT_FALSE(check_definition(definition.dump())->problems.empty()) << name;
    }
}

// The validator knows more than the schema; what it accepts, the schema must accept.
TEST_F(Schema, AcceptsEveryCaseThatTheValidatorAccepts) {
    std::size_t accepted = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(SAGAFLOW_SOURCE_DIR "/tests/dsl/cases")) {
        for (const Json& one : Json::parse(read_schema_file(entry.path()))) {
            if (!one.at("problems").empty()) continue;
            std::string text;
            for (const Json& line : one.at("text")) text += line.get<std::string>() + '\n';
            EXPECT_EQ(problems_of(Json::parse(text)), "") << one.at("name");
            ++accepted;
        }
    }
    EXPECT_GE(accepted, 5U);
}

TEST_F(Schema, AcceptsEveryExample) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(SAGAFLOW_SOURCE_DIR "/examples")) {
        if (entry.path().extension() != ".json") continue;
        const Json json = Json::parse(read_schema_file(entry.path()), nullptr, false);
        if (!json.is_object() || !json.contains("saga") || !json.contains("states")) continue;
        EXPECT_EQ(problems_of(json), "") << entry.path();
        const auto checked = check_definition(json.dump());
        EXPECT_TRUE(checked.ok() && checked->problems.empty()) << entry.path();
    }
}

TEST_F(Schema, IsTheFileThatIsInstalled) {
    EXPECT_EQ(schema_text(), read_schema_file(SAGAFLOW_SOURCE_DIR "/dsl/schema/saga.schema.json"));
}

}  // namespace
}  // namespace sagaflow::dsl
