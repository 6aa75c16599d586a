// What a commit promises: fences, newness, atomicity, order.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

class StoreCommit : public StoreConformance {
protected:
    StoreCommit() : fences_(own_everything()) {}

    CommitBatch fenced() const {
        CommitBatch batch;
        batch.fences = {fences_[0]};
        return batch;
    }
    CommitBatch inserting(std::uint64_t number) const {
        CommitBatch batch = fenced();
        batch.inserts = {make_instance(number)};
        batch.history = {make_history(make_id(number), 1, 1)};
        return batch;
    }

    std::vector<Fence> fences_;
};
SAGAFLOW_FOR_EVERY_STORE(StoreCommit);

TEST_P(StoreCommit, KeepsAnInstanceAsItWas) {
    InstanceRow row = make_instance(1);
    row.key = "order-1";
    row.status = InstanceStatus::kCompensating;
    row.waiting_for = R"([{"kind":"task"}])";
    row.error_type = "CardDeclined";
    row.error_message = "no money";
    row.wake_at = Timestamp{kStart.ms + 5};
    row.ended_at = Timestamp{kStart.ms + 6};
    row.seq = 7;
    row.image_seq = 6;
    CommitBatch batch = fenced();
    batch.inserts = {row};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);

    const auto loaded = load({row.id});
    ASSERT_EQ(loaded.size(), 1U);
    const InstanceRow& read = loaded[0].row;
    EXPECT_EQ(read.saga, row.saga);
    EXPECT_EQ(read.version, row.version);
    EXPECT_EQ(read.key, row.key);
    EXPECT_EQ(read.status, row.status);
    EXPECT_EQ(read.state, row.state);
    EXPECT_EQ(read.waiting_for, row.waiting_for);
    EXPECT_EQ(read.error_type, row.error_type);
    EXPECT_EQ(read.error_message, row.error_message);
    EXPECT_EQ(read.wake_at, row.wake_at);
    EXPECT_EQ(read.started_at, row.started_at);
    EXPECT_EQ(read.updated_at, row.updated_at);
    EXPECT_EQ(read.ended_at, row.ended_at);
    EXPECT_EQ(read.seq, row.seq);
    EXPECT_EQ(read.image_seq, row.image_seq);
    EXPECT_EQ(read.image, row.image);
}

TEST_P(StoreCommit, UpdatesReplaceTheImageAndClearWhatIsAbsent) {
    InstanceRow row = make_instance(1);
    row.key = "k";
    row.wake_at = kStart;
    CommitBatch first = fenced();
    first.inserts = {row};
    ASSERT_EQ(commit_class(first), CommitClass::kCommitted);
    row.wake_at.reset();
    row.image = "{}";
    row.image_seq = 9;
    row.seq = 9;
    row.status = InstanceStatus::kCompleted;
    CommitBatch second = fenced();
    second.updates = {row};
    ASSERT_EQ(commit_class(second), CommitClass::kCommitted);
    const auto loaded = load({row.id});
    EXPECT_EQ(loaded.at(0).row.image, "{}");
    EXPECT_EQ(loaded[0].row.seq, 9U);
    EXPECT_EQ(loaded[0].row.wake_at, std::nullopt);
    EXPECT_EQ(loaded[0].row.status, InstanceStatus::kCompleted);
    EXPECT_EQ(loaded[0].row.saga, "order");
}

TEST_P(StoreCommit, UpdatesWithoutAnImageLeaveTheStoredOne) {
    const InstanceRow row = make_instance(1);
    CommitBatch first = fenced();
    first.inserts = {row};
    ASSERT_EQ(commit_class(first), CommitClass::kCommitted);
    CommitBatch second = fenced();
    second.updates = {row};
    second.updates[0].seq = 5;
    second.updates[0].image_seq = 0;
    second.updates[0].image.clear();
    ASSERT_EQ(commit_class(second), CommitClass::kCommitted);
    const InstanceRow read = load({row.id}).at(0).row;
    EXPECT_EQ(read.seq, 5U);
    EXPECT_EQ(read.image_seq, 1U);
    EXPECT_EQ(read.image, row.image);
}

TEST_P(StoreCommit, InsertsAndUpdatesOneInstanceInOneBatch) {
    CommitBatch batch = inserting(1);
    InstanceRow newer = batch.inserts[0];
    newer.seq = 2;
    batch.updates = {newer};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    EXPECT_EQ(load({newer.id}).at(0).row.seq, 2U);
}

TEST_P(StoreCommit, AnOldEpochRefusesTheWholeBatch) {
    CommitBatch batch = inserting(1);
    batch.fences.push_back({fences_[1].shard, Epoch{fences_[1].epoch.value - 1}});
    const CommitOutcome outcome = commit(batch);
    EXPECT_EQ(outcome.outcome, CommitClass::kOwnershipLost);
    EXPECT_EQ(outcome.lost, std::vector<ShardId>{fences_[1].shard});
    EXPECT_TRUE(load({make_id(1)}).empty());
}

TEST_P(StoreCommit, AFenceOnAShardThatIsNotThereIsLost) {
    CommitBatch batch = inserting(1);
    batch.fences.push_back({ShardId{4'000}, Epoch{1}});
    EXPECT_EQ(commit_class(batch), CommitClass::kOwnershipLost);
}

TEST_P(StoreCommit, TheStoreGoesOnAfterARefusal) {
    CommitBatch lost = inserting(1);
    lost.fences = {{fences_[0].shard, Epoch{0}}};
    EXPECT_EQ(commit_class(lost), CommitClass::kOwnershipLost);
    EXPECT_EQ(commit_class(inserting(1)), CommitClass::kCommitted);
    EXPECT_EQ(commit_class(inserting(1)), CommitClass::kConflict);
    EXPECT_EQ(commit_class(inserting(2)), CommitClass::kCommitted);
}

TEST_P(StoreCommit, AnInstanceIsInsertedOnce) {
    ASSERT_EQ(commit_class(inserting(1)), CommitClass::kCommitted);
    CommitBatch again = inserting(2);
    again.inserts.push_back(make_instance(1));
    EXPECT_EQ(commit_class(again), CommitClass::kConflict);
    EXPECT_TRUE(load({make_id(2)}).empty());
}

TEST_P(StoreCommit, AnUpdateNeedsItsRow) {
    CommitBatch batch = inserting(1);
    batch.updates = {make_instance(2)};
    EXPECT_EQ(commit_class(batch), CommitClass::kConflict);
    EXPECT_TRUE(load({make_id(1)}).empty());
}

TEST_P(StoreCommit, AHistoryNumberIsUsedOnce) {
    ASSERT_EQ(commit_class(inserting(1)), CommitClass::kCommitted);
    CommitBatch batch = fenced();
    batch.history = {make_history(make_id(1), 2, 3), make_history(make_id(1), 1, 4)};
    EXPECT_EQ(commit_class(batch), CommitClass::kConflict);
    EXPECT_EQ(queries().history(make_id(1), 0, 10)->size(), 1U);
    batch.history.pop_back();
    EXPECT_EQ(commit_class(batch), CommitClass::kCommitted);
}

TEST_P(StoreCommit, AStartKeyIsClaimedOnce) {
    CommitBatch first = inserting(1);
    first.claim_keys = {{{"saga:order", "4711"}, make_id(1), 42, kStart}};
    ASSERT_EQ(commit_class(first), CommitClass::kCommitted);
    CommitBatch second = inserting(2);
    second.claim_keys = {{{"saga:order", "4711"}, make_id(2), 42, kStart}};
    EXPECT_EQ(commit_class(second), CommitClass::kConflict);
    EXPECT_TRUE(load({make_id(2)}).empty());
    second.claim_keys[0].key.scope = "saga:other";
    EXPECT_EQ(commit_class(second), CommitClass::kCommitted);
}

TEST_P(StoreCommit, ABatchHandsAKeyFromOneInstanceToTheNext) {
    const StartKey key{"saga:order", "4711"};
    CommitBatch first = inserting(1);
    first.claim_keys = {{key, make_id(1), 1, kStart}};
    ASSERT_EQ(commit_class(first), CommitClass::kCommitted);
    CommitBatch second = inserting(2);
    second.release_keys = {key};
    second.claim_keys = {{key, make_id(2), 2, kStart}};
    ASSERT_EQ(commit_class(second), CommitClass::kCommitted);
    EXPECT_EQ(start_keys({key}).at(0)->instance, make_id(2));
}

TEST_P(StoreCommit, AKeyClaimedAndReleasedInOneBatchIsFree) {
    const StartKey key{"saga:order", "4711"};
    CommitBatch batch = inserting(1);
    batch.claim_keys = {{key, make_id(1), 1, kStart}};
    batch.release_key(key);
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    EXPECT_EQ(start_keys({key}).at(0), std::nullopt);
}

TEST_P(StoreCommit, AnswersAboutStartKeysInTheOrderAsked) {
    CommitBatch batch = inserting(1);
    batch.claim_keys = {
        {{"request", "a"}, make_id(1), 0xffff'ffff'ffff'fff0ULL, kStart},
        {{"request", "b"}, make_id(2), 2, kStart}};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    const auto found = start_keys({{"request", "b"}, {"request", "x"}, {"request", "a"}});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0]->instance, make_id(2));
    EXPECT_FALSE(found[1]);
    EXPECT_EQ(found[2]->fingerprint, 0xffff'ffff'ffff'fff0ULL);
    EXPECT_EQ(found[2]->created_at, kStart);
    EXPECT_EQ((*queries().find_start_key({"request", "b"}))->instance, make_id(2));
    EXPECT_FALSE(queries().find_start_key({"request", "x"})->has_value());
}

TEST_P(StoreCommit, ABatchOfNothingButAFenceCommits) {
    EXPECT_EQ(commit_class(fenced()), CommitClass::kCommitted);
    EXPECT_TRUE(fenced().empty());
}

TEST_P(StoreCommit, ReadsThatOverlapACommitSeeAllOfItOrNothing) {
    CommitBatch batch = fenced();
    for (std::uint64_t number = 1; number <= 200; ++number) {
        batch.inserts.push_back(make_instance(number));
        batch.history.push_back(make_history(make_id(number), 2, 2));
    }
    std::vector<InstanceId> ids;
    for (const InstanceRow& row : batch.inserts) ids.push_back(row.id);
    bool committed = false;
    int reads_pending = 0;
    std::vector<std::size_t> seen;
    store().commit(batch, [&](const CommitOutcome&) { committed = true; });
    while (!committed || reads_pending > 0) {
        if (!committed && reads_pending < 3) {
            ++reads_pending;
            store().load(ids, [&](const auto& found) {
                --reads_pending;
                std::size_t tails = 0;
                for (const StoredInstance& instance : found.value()) tails += instance.tail.size();
                EXPECT_EQ(found.value().size(), tails);
                seen.push_back(tails);
            });
        }
        rig_->run_one();
    }
    for (const std::size_t count : seen) EXPECT_TRUE(count == 0 || count == 200) << count;
    EXPECT_EQ(load(ids).size(), 200U);
}

TEST_P(StoreCommit, ShuttingDownAnswersWhatIsPending) {
    int answers = 0;
    CommitClass outcome = CommitClass::kCommitted;
    store(1).commit(inserting(1), [&](const CommitOutcome& done) {
        ++answers;
        outcome = done.outcome;
    });
    store(1).load({make_id(1)}, [&](const auto& found) {
        ++answers;
        EXPECT_FALSE(found.ok());
    });
    store(1).shut_down();
    EXPECT_EQ(answers, 0);
    while (answers < 2) rig_->run_one();
    EXPECT_TRUE(outcome == CommitClass::kUnavailable || outcome == CommitClass::kUnknown);
    store(1).load({make_id(1)}, [&](const auto& found) {
        ++answers;
        EXPECT_EQ(found.error().code, ErrorCode::kUnavailable);
    });
    while (answers < 3) rig_->run_one();
}

}  // namespace
}  // namespace sagaflow::store
