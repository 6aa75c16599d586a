// The cases of CEL's official conformance suite, where the data file lies beside the checkout or is
// named by SAGAFLOW_CEL_CONFORMANCE. What fails must be listed in known_differences.txt, and what
// is listed must fail.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel {
namespace {

std::string data_path() {
    const char* named = std::getenv("SAGAFLOW_CEL_CONFORMANCE");
    if (named != nullptr) return named;
    return SAGAFLOW_SOURCE_DIR "/../shared/conformance/cel-core.json";
}

// Each line: an id, blanks, the reason. A line that starts with # is a comment.
std::set<std::string> known_differences() {
    std::ifstream file(SAGAFLOW_SOURCE_DIR "/tests/cel/known_differences.txt");
    EXPECT_TRUE(file) << "tests/cel/known_differences.txt is missing";
    std::set<std::string> ids;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string id;
        std::string reason;
        if (!(words >> id) || id[0] == '#') continue;
        EXPECT_TRUE(words >> reason) << id << " is listed without a reason";
        ids.insert(id);
    }
    return ids;
}

TEST(CelConformance, FailsOnlyWhereADifferenceIsAnnounced) {
    std::ifstream file(data_path(), std::ios::binary);
    if (!file) GTEST_SKIP() << "no conformance data at " << data_path();
    std::ostringstream text;
    text << file.rdbuf();
    const Json document = Json::parse(text.str(), nullptr, false);
    ASSERT_FALSE(document.is_discarded());
    const auto cases = conformance::read_cases(document);
    ASSERT_TRUE(cases.ok()) << cases.error().message;
    ASSERT_GT(cases->size(), 0U);
    const auto known = known_differences();
    for (const conformance::Case& test : *cases) {
        const auto outcome = conformance::run(test);
        const bool is_listed = known.contains(test.id);
        EXPECT_EQ(outcome.passed, !is_listed)
            << test.id << ": " << test.expression << "\n  expected " << outcome.expected
            << "\n  got " << outcome.got;
    }
}

}  // namespace
}  // namespace sagaflow::cel
