// docs/semantics.md names every scenario file, and no file that is not there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace sagaflow::testing {
namespace {

const std::filesystem::path kRoot = SAGAFLOW_SOURCE_DIR;

std::set<std::string> files() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(kRoot / "tests/scenario/files")) {
        names.insert(entry.path().stem().string());
    }
    return names;
}

// The last column of the page's tables.
std::set<std::string> named() {
    std::ifstream page(kRoot / "docs/semantics.md");
    std::set<std::string> names;
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("| ") || line.size() < 4) continue;
        const std::string column = line.substr(line.rfind('|', line.size() - 2));
        for (auto open = column.find('`'); open != std::string::npos;) {
            const auto close = column.find('`', open + 1);
            names.insert(column.substr(open + 1, close - open - 1));
            open = close == std::string::npos ? close : column.find('`', close + 1);
        }
    }
    return names;
}

TEST(SemanticsPage, NamesEveryScenario) {
    const auto there = files();
    const auto written = named();
    ASSERT_FALSE(there.empty());
    for (const std::string& name : there) {
        EXPECT_TRUE(written.contains(name)) << "docs/semantics.md does not name " << name;
    }
    for (const std::string& name : written) {
        EXPECT_TRUE(there.contains(name)) << "no such scenario: " << name;
    }
}

}  // namespace
}  // namespace sagaflow::testing
