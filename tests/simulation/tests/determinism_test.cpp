// A failure that cannot be shown again is worth little: the same seed is the same run.
#include <gtest/gtest.h>

#include <set>

#include "tests/simulation/simulation.hpp"

namespace sagaflow::simulation {
namespace {

TEST(Simulator, RunsASeedTheSameWayTwice) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const RunResult first = simulate(seed);
        const RunResult second = simulate(seed);
        EXPECT_EQ(first.trace_hash, second.trace_hash) << "seed " << seed;
        EXPECT_EQ(first.statistics.all(), second.statistics.all()) << "seed " << seed;
    }
}

TEST(Simulator, RunsEachSeedItsOwnWay) {
    std::set<std::uint64_t> hashes;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) hashes.insert(simulate(seed).trace_hash);
    EXPECT_EQ(hashes.size(), 60U);
}

}  // namespace
}  // namespace sagaflow::simulation
