// The published schema and the loader must agree on structure: editors believe the schema.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "server/config/configuration.hpp"
#include "server/config/position.hpp"

namespace sagaflow::config {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

Json schema_json() {
    std::ifstream file(SAGAFLOW_SOURCE_DIR "/server/config/sagaflow-config.schema.json");
    return Json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

bool schema_accepts(const Json& value) {
    static const Json source = schema_json();
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(source), schema);
    valijson::Validator validator;
    return validator.validate(schema, Adapter(value), nullptr);
}

bool loader_accepts(const std::string& text) {
    const Environment environment = [](const std::string&) {
        return std::optional<std::string>("v");
    };
    return parse_configuration(text, "c.json", ".", environment).ok();
}

std::vector<std::string> connection_texts() {
    return {
        R"({"baseUrl": "http://h"})",
        R"({"baseUrl": "http://h:1/p", "type": "http", "allowPrivate": false})",
        R"({"baseUrl": "http://h", "auth": {"bearer": "t"}})",
        R"({"baseUrl": "http://h", "auth": {"basic": {"user": "u", "password": "p"}}})",
        R"({"baseUrl": "http://h", "headers": {"X": "y"}, "timeout": "1h30m"})",
        R"({"baseUrl": "http://h", "limits": {"concurrency": 10000, "rate": "5/m"}})",
        R"({})",
        R"({"baseUrl": "h"})",
        R"({"baseUrl": "http://h?x"})",
        R"({"baseUrl": 5})",
        R"({"baseUrl": "http://h", "type": "amqp"})",
        R"({"baseUrl": "http://h", "more": 1})",
        R"({"baseUrl": "http://h", "auth": {}})",
        R"({"baseUrl": "http://h", "auth": {"bearer": "t",
            "basic": {"user": "u", "password": "p"}}})",
        R"({"baseUrl": "http://h", "auth": {"basic": {"user": "u"}}})",
        R"({"baseUrl": "http://h", "headers": {"X": 1}})",
        R"({"baseUrl": "http://h", "limits": {"concurrency": 10001}})",
        R"({"baseUrl": "http://h", "limits": {"rate": "5/d"}})",
        R"({"baseUrl": "http://h", "timeout": 5})",
        R"({"baseUrl": "http://h", "idempotent": "no"})",
        "[]",
    };
}

std::vector<std::string> file_texts() {
    return {
        "{}",
        "[]",
        R"({"parameters": {"a": [1]}})",
        R"({"parameters": []})",
        R"({"secrets": {"a": {"env": "X"}}})",
        R"({"secrets": {"a": {}}})",
        R"({"secrets": {"a": {"env": "X", "file": "y"}}})",
        R"({"secrets": {"a": "b"}})",
        R"({"listen": "a:1"})",
        R"({"listen": "a"})",
        R"({"listen": 1})",
        R"({"node": ""})",
        R"({"log": {"format": "json"}})",
        R"({"log": {"format": "x"}})",
        R"({"log": {"f": 1}})",
        R"({"limits": {"batchBytes": 1024}})",
        R"({"limits": {"batchBytes": 10}})",
        R"({"outbound": {"allowPrivate": true}})",
        R"({"outbound": {"allowPrivate": 0}})",
        R"({"events": {"dedupWindow": "7d"}})",
        R"({"events": {"dedupWindow": "soon"}})",
        R"({"shards": {"lease": "8s"}})",
        R"({"shards": {"leases": "8s"}})",
        R"({"surprise": 1})",
        R"({"connections": {"bad name": {"baseUrl": "http://h"}}})",
    };
}

TEST(ConfigurationSchema, AgreesWithTheLoader) {
    std::vector<std::string> files = file_texts();
    for (const std::string& each : connection_texts()) {
        files.push_back(R"({"connections": {"a": )" + each + "}}");
    }
    int accepted = 0;
    for (const std::string& text : files) {
        const bool schema = schema_accepts(Json::parse(text));
        EXPECT_EQ(schema, loader_accepts(text)) << text;
        if (schema) ++accepted;
    }
    EXPECT_GT(accepted, 10);
    EXPECT_LT(accepted, static_cast<int>(files.size()) - 10);
}

TEST(ConfigurationSchema, AcceptsEveryExampleConfiguration) {
    const std::string example = SAGAFLOW_SOURCE_DIR "/docs/configuration.md";
    std::ifstream file(example);
    const std::string page(std::istreambuf_iterator<char>(file), {});
    int checked = 0;
    for (std::size_t at = page.find("```json\n{"); at != std::string::npos;
         at = page.find("```json\n{", at + 1)) {
        const std::size_t start = at + 8;
        const std::string text = page.substr(start, page.find("\n```", start) - start);
        EXPECT_TRUE(loader_accepts(text)) << text;
        EXPECT_TRUE(schema_accepts(Json::parse(text))) << text;
        ++checked;
    }
    EXPECT_GT(checked, 0) << "the page shows at least one whole configuration";
}

TEST(Position, FindsMembersItemsAndEscapedNames) {
    const std::string text = "{\n \"a/b\": [1, {\"c~\": \"x\\\"}\", \"d\": [[], {}]}],\n \"e\": 2}";
    const auto is_at = [&](std::string_view pointer, std::size_t line, std::size_t column) {
        return position_of(text, pointer) == Position{line, column};
    };
    EXPECT_TRUE(is_at("", 1, 1));
    EXPECT_TRUE(is_at("/a~1b", 2, 2));
    EXPECT_TRUE(is_at("/a~1b/1", 2, 13));
    EXPECT_TRUE(is_at("/a~1b/1/c~0", 2, 14));
    EXPECT_TRUE(is_at("/a~1b/1/d", 2, 28));
    EXPECT_TRUE(is_at("/e", 3, 2));
    EXPECT_TRUE(is_at("/e/none", 3, 2));
    EXPECT_TRUE(is_at("/a~1b/7", 2, 2));
}

}  // namespace
}  // namespace sagaflow::config
