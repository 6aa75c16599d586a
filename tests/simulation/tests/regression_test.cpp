// Seeds that found something once. A seed means another run as soon as the simulator itself decides
// something else, so each finding has a test of its own in the room where it was mended; these stay
// as runs that were hard.
#include <gtest/gtest.h>

#include "tests/simulation/simulation.hpp"

namespace sagaflow::simulation {
namespace {

struct Found {
    std::uint64_t seed;
    const char* what;
};

constexpr Found kFound[] = {
    {6, "a shard handed over between two undos: nobody went on"},
    {28, "the same, after a cancel of a paused saga"},
    {13, "a clock set back silenced the node"},
    {78, "a start read back was told ahead of what was durable"},
    {243, "an event given back was offered on one node only"},
    {15704, "a start without a key, of unknown outcome, was sent on and made two sagas"},
    {29766, "a clock set back between two timers hid that it was"},
    {504355, "the same with a business key alone, whose instance had ended meanwhile"},
    {667735, "a start in doubt was told what had been read before its commit, and began twice"},
    {1052, "a duplicate was acknowledged after the commit of the first had failed"},
};

TEST(SeedsThatFoundSomething, HoldNow) {
    for (const Found& found : kFound) {
        const RunResult result = simulate(found.seed);
        EXPECT_TRUE(result.violations.empty())
            << "seed " << found.seed << " (" << found.what << ") violates "
            << result.violations.front().invariant << ": " << result.violations.front().text;
    }
}

}  // namespace
}  // namespace sagaflow::simulation
