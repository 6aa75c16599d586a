// The cases of CEL's official conformance suite, where the data file lies beside the checkout or is
// named by SAGAFLOW_CEL_CONFORMANCE. What differs from the file as it is spelled must be listed in
// known_differences.txt, and what is listed must differ.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel {
namespace {

constexpr const char* kPathVariable = "SAGAFLOW_CEL_CONFORMANCE";

std::string data_path() {
    const char* named = std::getenv(kPathVariable);
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

class CelConformance : public testing::Test {
protected:
    void SetUp() override {
        if (!std::ifstream(data_path())) GTEST_SKIP() << "no conformance data at " << data_path();
        auto cases = conformance::read_file(data_path());
        ASSERT_TRUE(cases.ok()) << cases.error().message;
        ASSERT_GT(cases->size(), 0U);
        cases_ = std::move(*cases);
    }
    std::vector<conformance::Case> cases_;
};

TEST_F(CelConformance, PassesAllCasesThatAreNotDamaged) {
    for (const conformance::Case& test : cases_) {
        const auto outcome = conformance::run(test);
        EXPECT_TRUE(outcome.passed) << test.id << ": " << test.expression << "\n  expected "
                                    << outcome.expected << "\n  got " << outcome.got;
    }
}

TEST_F(CelConformance, FailsExactlyWhereADifferenceIsListed) {
    if (std::getenv(kPathVariable) != nullptr) GTEST_SKIP() << "the list is for the usual file";
    const auto known = known_differences();
    for (const conformance::Case& test : cases_) {
        const auto outcome = conformance::run(test, conformance::Compare::kExactly);
        EXPECT_EQ(outcome.passed, !known.contains(test.id))
            << test.id << ": " << test.expression << "\n  expected " << outcome.expected
            << "\n  got " << outcome.got;
    }
}

}  // namespace
}  // namespace sagaflow::cel
