// Every definition in examples/ is accepted as it stands, with the connections that its own
// configuration names, and is what the page beside it says it is.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "dsl/definition.hpp"
#include "engine/core/json.hpp"

namespace sagaflow {
namespace {

namespace fs = std::filesystem;

const fs::path kExamples = fs::path(SAGAFLOW_SOURCE_DIR) / "examples";

std::string read_all(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> definitions() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(kExamples)) {
        if (entry.path().string().ends_with(".saga.json")) found.push_back(entry.path());
    }
    return found;
}

std::unordered_map<std::string, ConnectionTraits> configured_connections() {
    std::unordered_map<std::string, ConnectionTraits> connections;
    const auto config = parse_json(read_all(kExamples / "order/config.json"), limits::kMiB);
    if (!config.ok()) return connections;
    for (const auto& [name, settings] : config.value().at("connections").items()) {
        ConnectionTraits traits;
        traits.connector = settings.at("type").get<std::string>();
        connections.emplace(name, traits);
    }
    return connections;
}

std::string problems_of(const fs::path& file) {
    const auto connections = configured_connections();
    dsl::CheckOptions options;
    options.connections = &connections;
    const auto checked = dsl::check_definition(read_all(file), options);
    if (!checked.ok()) return checked.error().message;
    std::string text;
    for (const auto& problem : checked.value().problems) {
        text += problem.pointer + ": " + problem.message + "\n";
    }
    for (const auto& warning : checked.value().warnings) {
        text += "warning " + warning.pointer + ": " + warning.message + "\n";
    }
    return text;
}

TEST(Examples, AreAllThere) { EXPECT_GE(definitions().size(), 4U); }

TEST(Examples, AreAccepted) {
    for (const fs::path& file : definitions()) EXPECT_EQ(problems_of(file), "") << file;
}

TEST(Examples, AreNamedLikeTheirFiles) {
    for (const fs::path& file : definitions()) {
        const auto definition = parse_json(read_all(file), limits::kDefinitionBytesMax);
        ASSERT_TRUE(definition.ok()) << file << definition.error().message;
        const std::string name = file.filename().string();
        EXPECT_EQ(definition.value().at("saga"), name.substr(0, name.find('.'))) << file;
    }
}

}  // namespace
}  // namespace sagaflow
