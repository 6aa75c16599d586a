#include "engine/core/contradiction.hpp"

#include <gtest/gtest.h>

#include "engine/core/ensure.hpp"

namespace sagaflow {
namespace {

void check(bool holds) { ENSURE(holds, "the test's word"); }

TEST(Contradiction, IsThrownInsideOfAScope) {
    const ContradictionScope scope;
    check(true);
    try {
        check(false);
        FAIL() << "nothing was thrown";
    } catch (const Contradiction& thrown) {
        EXPECT_STREQ(thrown.what(), "holds: the test's word");
    }
}

TEST(Contradiction, EndsTheProcessOutsideOfAllScopes) {
    {
        const ContradictionScope outer;
        const ContradictionScope inner;
    }
    EXPECT_DEATH(check(false), "internal check failed");
}

}  // namespace
}  // namespace sagaflow
