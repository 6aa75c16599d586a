// Leases: who owns a shard, and who may still write.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

class StoreLeases : public StoreConformance {
protected:
    CommitBatch inserting(std::uint64_t number, Fence fence) const {
        CommitBatch batch;
        batch.fences = {fence};
        batch.inserts = {make_instance(number, fence.shard.value)};
        return batch;
    }
};
SAGAFLOW_FOR_EVERY_STORE(StoreLeases);

TEST_P(StoreLeases, AHeartbeatShowsTheWholeCluster) {
    ASSERT_TRUE(heartbeat("b", "b1", 1).ok());
    const auto view = heartbeat("a", "a1");
    ASSERT_TRUE(view.ok());
    ASSERT_EQ(view->nodes.size(), 2U);
    EXPECT_EQ(view->nodes[0].name, "a");
    EXPECT_EQ(view->nodes[0].incarnation, "a1");
    EXPECT_EQ(view->nodes[0].address, "http://a");
    EXPECT_FALSE(view->nodes[0].expired);
    ASSERT_EQ(view->shards.size(), StoreRig::kShards);
    for (std::size_t i = 0; i < view->shards.size(); ++i) {
        EXPECT_EQ(view->shards[i].shard.value, i);
        EXPECT_EQ(view->shards[i].owner, "");
    }
    EXPECT_EQ(view->definitions, 0U);
    EXPECT_EQ(queries().nodes()->size(), 2U);
}

TEST_P(StoreLeases, DrainingIsSeenByOthers) {
    NodeRow row{"a", "a1", "http://a", {}, false, true};
    ASSERT_TRUE(wait_for<ClusterView>([&](auto done) {
                    store().heartbeat(row, Duration{60'000}, done);
                }).ok());
    EXPECT_TRUE(heartbeat("b", "b1", 1)->nodes[0].draining);
}

TEST_P(StoreLeases, AFreeShardIsTakenOnceAndItsEpochGrows) {
    const auto view = *heartbeat("a", "a1");
    ASSERT_TRUE(heartbeat("b", "b1", 1).ok());
    const auto mine = acquire("a", "a1", {view.shards[0], view.shards[1]});
    ASSERT_EQ(mine.size(), 2U);
    EXPECT_EQ(mine[0].epoch.value, view.shards[0].epoch.value + 1);
    EXPECT_TRUE(acquire("b", "b1", {view.shards[0]}, 1).empty());
    EXPECT_EQ(acquire("b", "b1", {view.shards[2]}, 1).size(), 1U);
    const auto later = *heartbeat("a", "a1");
    EXPECT_EQ(later.shards[0].owner, "a");
    EXPECT_EQ(later.shards[0].owner_incarnation, "a1");
    EXPECT_EQ(later.shards[0].epoch, mine[0].epoch);
    EXPECT_EQ(later.shards[2].owner, "b");
}

TEST_P(StoreLeases, ALiveOwnerKeepsItsShards) {
    const auto fences = own_everything();
    const auto view = *heartbeat("b", "b1", 1);
    EXPECT_TRUE(acquire("b", "b1", view.shards, 1).empty());
    EXPECT_EQ(commit_class(inserting(1, fences[0])), CommitClass::kCommitted);
}

TEST_P(StoreLeases, AnOwnerTakesItsOwnShardAnewUnderAnotherEpoch) {
    const auto fences = own_everything();
    const auto view = *heartbeat("a", "a1");
    const auto again = acquire("a", "a1", {view.shards[3]});
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].epoch.value, fences[3].epoch.value + 1);
    EXPECT_EQ(commit_class(inserting(1, fences[3])), CommitClass::kOwnershipLost);
    EXPECT_EQ(commit_class(inserting(1, again[0])), CommitClass::kCommitted);
}

TEST_P(StoreLeases, AnExpiredOwnerLosesItsShardsAndItsCommitsAreRefused) {
    const auto fences = own_everything();
    rig_->expire("a");
    const auto view = *heartbeat("b", "b1", 1);
    EXPECT_TRUE(view.nodes[0].expired);
    const auto taken = acquire("b", "b1", view.shards, 1);
    ASSERT_EQ(taken.size(), StoreRig::kShards);

    const CommitOutcome zombie = commit(inserting(1, fences[0]));
    EXPECT_EQ(zombie.outcome, CommitClass::kOwnershipLost);
    EXPECT_TRUE(load({make_id(1)}).empty());
    EXPECT_EQ(commit_class(inserting(1, taken[0]), 1), CommitClass::kCommitted);
    // What the deposed owner remembers is worth nothing, even after it has come back.
    ASSERT_TRUE(heartbeat("a", "a1").ok());
    EXPECT_TRUE(acquire("a", "a1", view.shards).empty());
}

TEST_P(StoreLeases, ANewProcessOfTheSameNameWaitsForTheOldOneToExpire) {
    ASSERT_TRUE(heartbeat("a", "a1").ok());
    const auto refused = heartbeat("a", "a2", 1);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
    EXPECT_NE(refused.error().message.find("\"a\""), std::string::npos);
    ASSERT_TRUE(heartbeat("a", "a1").ok()) << "the refused one changed nothing";
    rig_->expire("a");
    EXPECT_TRUE(heartbeat("a", "a2", 1).ok());
    EXPECT_FALSE(heartbeat("a", "a1").ok()) << "now the old process is the stranger";
}

TEST_P(StoreLeases, ShardsOfAnEarlierProcessOfTheSameNameAreFreeForAll) {
    own_everything();
    rig_->expire("a");
    ASSERT_TRUE(heartbeat("a", "a2").ok());
    const auto view = *heartbeat("b", "b1", 1);
    EXPECT_EQ(acquire("b", "b1", {view.shards[0]}, 1).size(), 1U);
    EXPECT_EQ(acquire("a", "a2", {view.shards[1]}).size(), 1U);
}

TEST_P(StoreLeases, AReleasedShardIsFreeAndTheReleaserMayNoLongerWriteOnceItIsTaken) {
    const auto fences = own_everything();
    ASSERT_TRUE(wait_for<Unit>([&](auto done) { store().release({fences[0]}, done); }).ok());
    const auto view = *heartbeat("b", "b1", 1);
    EXPECT_EQ(view.shards[0].owner, "");
    EXPECT_EQ(view.shards[1].owner, "a");
    const auto taken = acquire("b", "b1", {view.shards[0]}, 1);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(commit_class(inserting(1, fences[0])), CommitClass::kOwnershipLost);
    // A late release under the old epoch takes nothing from the new owner.
    ASSERT_TRUE(wait_for<Unit>([&](auto done) { store().release({fences[0]}, done); }).ok());
    EXPECT_EQ(heartbeat("b", "b1", 1)->shards[0].owner, "b");
}

TEST_P(StoreLeases, LeavingFreesTheNameAndTheShards) {
    own_everything();
    ASSERT_TRUE(wait_for<Unit>([&](auto done) { store().leave("a", "other", done); }).ok());
    EXPECT_FALSE(heartbeat("a", "a2", 1).ok()) << "another process cannot make it leave";
    ASSERT_TRUE(wait_for<Unit>([&](auto done) { store().leave("a", "a1", done); }).ok());
    const auto view = heartbeat("a", "a2", 1);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(acquire("a", "a2", view->shards, 1).size(), StoreRig::kShards);
}

TEST_P(StoreLeases, PruneForgetsDeadNodesThatOwnNothing) {
    own_everything();
    ASSERT_TRUE(heartbeat("b", "b1", 1).ok());
    rig_->expire("a");
    rig_->expire("b");
    const Timestamp far{4'000'000'000'000};
    ASSERT_TRUE(wait_for<Unit>([&](auto done) { store().prune(far, done); }).ok());
    const auto nodes = queries().nodes();
    ASSERT_EQ(nodes->size(), 1U);
    EXPECT_EQ(nodes->front().name, "a") << "it owns shards, which name it";
}

TEST_P(StoreLeases, ManyFencesInOneBatchNameTheOnesThatAreLost) {
    const auto fences = own_everything();
    const auto view = *heartbeat("a", "a1");
    acquire("a", "a1", {view.shards[2], view.shards[5]});
    CommitBatch batch;
    batch.fences = fences;
    const CommitOutcome outcome = commit(batch);
    EXPECT_EQ(outcome.outcome, CommitClass::kOwnershipLost);
    EXPECT_EQ(outcome.lost, (std::vector<ShardId>{ShardId{2}, ShardId{5}}));
}

}  // namespace
}  // namespace sagaflow::store
