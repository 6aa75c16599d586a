// Every case of tests/dsl/cases: a definition's text, and exactly the problems that it has. The
// files are lists of {"name", "text": lines, "problems", "warnings"?, "configuration"?}; `message`
// is a part of the diagnostic's message.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "dsl/definition.hpp"

namespace sagaflow::dsl {
namespace {

struct Configuration {
    std::unordered_map<std::string, ConnectionTraits> connections;
    std::unordered_set<std::string> parameters;
    std::unordered_set<std::string> secrets;
    CheckOptions options;

    explicit Configuration(const Json& json) {
        if (json.contains("connections")) {
            for (const auto& [name, connector] : json.at("connections").items()) {
                connections[name].connector = connector.get<std::string>();
            }
            options.connections = &connections;
        }
        if (json.contains("parameters")) {
            for (const Json& name : json.at("parameters")) parameters.insert(name);
            options.parameters = &parameters;
        }
        if (json.contains("secrets")) {
            for (const Json& name : json.at("secrets")) secrets.insert(name);
            options.secrets = &secrets;
        }
    }
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string joined(const Json& lines) {
    std::string text;
    for (const Json& line : lines) text += line.get<std::string>() + '\n';
    return text;
}

void expect_same(
    const Json& expected, const std::vector<Diagnostic>& found, const std::string& what
) {
    std::string list;
    for (const Diagnostic& diagnostic : found) list += format_diagnostic("", diagnostic) + '\n';
    ASSERT_EQ(expected.size(), found.size()) << what << ":\n" << list;
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(expected[i].at("pointer"), found[i].pointer) << list;
        EXPECT_EQ(expected[i].at("line"), found[i].line) << list;
        EXPECT_EQ(expected[i].at("column"), found[i].column) << list;
        const auto fragment = expected[i].at("message").get<std::string>();
        EXPECT_NE(found[i].message.find(fragment), std::string::npos)
            << "expected \"" << fragment << "\" in:\n"
            << list;
    }
}

void run_case(const Json& one) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    const Configuration configuration(one.value("configuration", Json::object()));
    const auto checked = check_definition(joined(one.at("text")), configuration.options);
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    expect_same(one.at("problems"), checked->problems, "problems");
    // A case about problems need not repeat what else could be said about its definition.
    if (one.contains("warnings") || one.at("problems").empty()) {
        expect_same(one.value("warnings", Json::array()), checked->warnings, "warnings");
    }
    EXPECT_EQ(checked->program != nullptr, checked->problems.empty());
}

TEST(DefinitionCases, EachHasExactlyItsProblems) {
    std::size_t cases = 0;
    const std::filesystem::path folder = SAGAFLOW_SOURCE_DIR "/tests/dsl/cases";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().filename().string());
        const Json list = Json::parse(read_file(entry.path()));
        for (const Json& one : list) run_case(one);
        cases += list.size();
    }
    EXPECT_GE(cases, 45U);
}

}  // namespace
}  // namespace sagaflow::dsl
