// The files in tests/cel/cases: one expression a line, and what it gives.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cel/sample_scope.hpp"
#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel {
namespace {

// "error" stands for any error, "error: part" for one whose message holds the part.
bool is_expected(const std::string& expected, const Value& got) {
    if (expected == "bytes-ff") return got.kind() == Kind::kBytes && got.as_string() == "\xff";
    if (!expected.starts_with("error")) return conformance::describe(got) == expected;
    if (!got.is_error()) return false;
    if (expected == "error") return true;
    const std::string part = expected.substr(expected.find(' ') + 1);
    return got.error_message().find(part) != std::string::npos;
}

void run_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    const SampleScope scope;
    std::size_t count = 0;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::size_t arrow = line.rfind(" => ");
        if (line.starts_with('#') || arrow == std::string::npos) continue;
        const Value got = scope.run(line.substr(0, arrow));
        EXPECT_TRUE(is_expected(line.substr(arrow + 4), got))
            << path.filename() << ":" << number << ": " << line << "\n  got "
            << conformance::describe(got);
        ++count;
    }
    EXPECT_GT(count, 50U) << path << " has lost its cases";
}

class CelCases : public testing::TestWithParam<const char*> {};

TEST_P(CelCases, GiveWhatTheFileSays) {
    run_file(std::filesystem::path(SAGAFLOW_SOURCE_DIR) / "tests/cel/cases" / GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    CelCases,
    testing::Values(
        "operators.txt", "text.txt", "conversions.txt", "collections.txt", "times.txt", "data.txt"
    ),
    [](const auto& file) {
        const std::string name = file.param;
        return name.substr(0, name.find('.'));
    }
);

}  // namespace
}  // namespace sagaflow::cel
