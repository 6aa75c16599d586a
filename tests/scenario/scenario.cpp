#include "tests/scenario/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

namespace sagaflow::testing {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
    std::cerr << file.string() << ": " << why << "\n";
    std::abort();
}

// charge-declined.json -> ChargeDeclined
std::string test_name(const std::filesystem::path& file) {
    std::string name;
    bool upper = true;
    for (const char c : file.stem().string()) {
        if (c == '-') {
            upper = true;
            continue;
        }
        name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = false;
    }
    return name;
}

Json read_json(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    auto json = parse_json(text.str(), limits::kMiB);
    if (!json.ok()) refuse(file, json.error().message);
    return std::move(*json);
}

Scenario read(const std::filesystem::path& file) {
    const Json content = read_json(file);
    const Json* const json = &content;
    static const std::set<std::string> known{
        "about",
        "definition",
        "input",
        "key",
        "answers",
        "script",
        "expect",
        "afterCrash",
        "connections",
        "parameters"};
    for (const auto& [name, value] : json->items()) {
        if (!known.contains(name)) refuse(file, "unknown member " + name);
    }
    if (!json->contains("about") || !json->contains("expect")) refuse(file, "about and expect");
    Scenario scenario;
    scenario.name = test_name(file);
    scenario.definition = json->at("definition");
    if (scenario.definition.is_string()) {
        scenario.definition = read_json(
            std::filesystem::path(SAGAFLOW_SOURCE_DIR) / scenario.definition.get<std::string>()
        );
    }
    scenario.input = json->value("input", Json::object());
    scenario.key = json->value("key", "");
    scenario.answers = json->value("answers", Json::object());
    scenario.script = json->value("script", Json::array());
    scenario.expect = json->at("expect");
    scenario.after_crash = json->value("afterCrash", Json::array());
    scenario.connections = json->value("connections", Json::object());
    scenario.parameters = json->value("parameters", Json::object());
    return scenario;
}

std::vector<Scenario> read_all() {
    std::vector<std::filesystem::path> files;
    const std::filesystem::path folder =
        std::filesystem::path(SAGAFLOW_SOURCE_DIR) / "tests/scenario/files";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<Scenario> scenarios;
    for (const auto& file : files) scenarios.push_back(read(file));
    return scenarios;
}

}  // namespace

const std::vector<Scenario>& all_scenarios() {
    static const std::vector<Scenario> scenarios = read_all();
    return scenarios;
}

}  // namespace sagaflow::testing
