// Who should own which shard: computed by each node alone, so all must come to the same answer, and
// a node that comes or goes must not shuffle what it has nothing to do with.
#include "engine/cluster/assignment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace sagaflow::cluster {
namespace {

using Nodes = std::vector<std::string>;

// Names as installations have them: alike but for their ends.
Nodes nodes_named(const std::string& stem, int count) {
    Nodes names;
    for (int i = 0; i < count; ++i) names.push_back(stem + std::to_string(i));
    return names;
}

std::vector<std::string> owners(const Nodes& nodes, std::size_t shard_count) {
    std::vector<std::string> owner;
    for (std::size_t shard = 0; shard < shard_count; ++shard) {
        owner.push_back(preferred_owner({static_cast<std::uint16_t>(shard)}, nodes));
    }
    return owner;
}

std::map<std::string, int> counts(const std::vector<std::string>& owner) {
    std::map<std::string, int> found;
    for (const std::string& name : owner) ++found[name];
    return found;
}

TEST(Assignment, NamesNobodyWhenThereIsNoNode) {
    EXPECT_EQ(preferred_owner({0}, {}), "");
    EXPECT_EQ(preferred_owner({4'095}, {}), "");
}

TEST(Assignment, GivesEveryShardToOneOfTheLiveNodes) {
    for (int count = 1; count <= 9; ++count) {
        const Nodes nodes = nodes_named("node-", count);
        for (const std::string& owner : owners(nodes, 4'096)) {
            EXPECT_EQ(std::count(nodes.begin(), nodes.end(), owner), 1) << owner;
        }
    }
}

TEST(Assignment, IsTheSameWhateverOrderANodeKnowsTheOthersIn) {
    Nodes nodes = nodes_named("sagaflow-", 5);
    const auto expected = owners(nodes, 512);
    int orders = 0;
    do {
        ASSERT_EQ(owners(nodes, 512), expected) << "order " << orders;
        ++orders;
    } while (std::next_permutation(nodes.begin(), nodes.end()));
    EXPECT_EQ(orders, 120);
}

// Nodes of two releases work side by side during an upgrade, so the choice may not change.
TEST(Assignment, GivesTheSameForEver) {
    const Nodes nodes{"alpha", "beta", "gamma"};
    const std::vector<std::string> expected{
        "gamma",
        "beta",
        "gamma",
        "alpha",
        "beta",
        "gamma",
        "beta",
        "beta",
        "beta",
        "alpha",
        "gamma",
        "beta",
        "gamma",
        "beta",
        "alpha",
        "gamma"};
    EXPECT_EQ(owners(nodes, expected.size()), expected);
}

TEST(Assignment, SpreadsTheShardsEvenly) {
    for (const char* stem : {"node-", "10.0.0.", "sagaflow-7f9c4b-", ""}) {
        for (const int count : {2, 3, 5, 8}) {
            const int fair = 4'096 / count;
            const auto found = counts(owners(nodes_named(stem, count), 4'096));
            ASSERT_EQ(found.size(), static_cast<std::size_t>(count)) << stem;
            for (const auto& [name, shards] : found) {
                EXPECT_NEAR(shards, fair, 0.15 * fair) << name << " of " << count;
            }
        }
    }
}

TEST(Assignment, LeavesNoNodeIdleWithTheDefaultNumberOfShards) {
    for (const char* stem : {"node-", "10.0.0.", "sagaflow-7f9c4b-"}) {
        for (const int count : {2, 3, 5}) {
            const int fair = 64 / count;
            const auto found = counts(owners(nodes_named(stem, count), 64));
            ASSERT_EQ(found.size(), static_cast<std::size_t>(count)) << stem;
            for (const auto& [name, shards] : found) {
                EXPECT_GE(shards, fair / 3) << name << " of " << count;
                EXPECT_LE(shards, 2 * fair) << name << " of " << count;
            }
        }
    }
}

TEST(Assignment, MovesOnlyWhatAJoiningNodeGains) {
    for (int count = 1; count <= 8; ++count) {
        const auto before = owners(nodes_named("node-", count), 4'096);
        const auto after = owners(nodes_named("node-", count + 1), 4'096);
        const std::string joined = "node-" + std::to_string(count);
        int moved = 0;
        for (std::size_t shard = 0; shard < before.size(); ++shard) {
            if (before[shard] == after[shard]) continue;
            EXPECT_EQ(after[shard], joined) << "shard " << shard << " was at " << before[shard];
            ++moved;
        }
        const double fair = 4'096.0 / (count + 1);
        EXPECT_NEAR(moved, fair, 0.2 * fair) << "of " << count + 1 << " nodes";
    }
}

TEST(Assignment, MovesOnlyWhatALeavingNodeHad) {
    const Nodes all = nodes_named("node-", 6);
    const auto before = owners(all, 4'096);
    for (const std::string& gone : all) {
        Nodes rest = all;
        rest.erase(std::find(rest.begin(), rest.end(), gone));
        const auto after = owners(rest, 4'096);
        std::map<std::string, int> heirs;
        for (std::size_t shard = 0; shard < before.size(); ++shard) {
            if (before[shard] == gone) {
                ++heirs[after[shard]];
            } else {
                EXPECT_EQ(after[shard], before[shard]) << "shard " << shard;
            }
        }
        EXPECT_EQ(heirs.size(), rest.size()) << "all others take a part of what " << gone << " had";
        EXPECT_EQ(heirs.count(gone), 0U);
    }
}

}  // namespace
}  // namespace sagaflow::cluster
