// Loading with tails, what is due, messages, pruning.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

class StoreReads : public StoreConformance {
protected:
    StoreReads() : fences_(own_everything()) {}

    void insert(std::vector<InstanceRow> rows, std::vector<HistoryRow> history = {}) {
        CommitBatch batch;
        batch.fences = fences_;
        batch.inserts = std::move(rows);
        batch.history = std::move(history);
        ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    }
    static InstanceRow waking(std::uint64_t number, std::uint16_t shard, std::int64_t after_ms) {
        InstanceRow row = make_instance(number, shard);
        row.wake_at = Timestamp{kStart.ms + after_ms};
        return row;
    }

    std::vector<Fence> fences_;
};
SAGAFLOW_FOR_EVERY_STORE(StoreReads);

TEST_P(StoreReads, LoadGivesTheEventsAfterTheImageOldestFirst) {
    InstanceRow row = make_instance(1);
    row.seq = 6;
    row.image_seq = 3;
    insert(
        {row, make_instance(2)},
        {make_history(row.id, 6, 6),
         make_history(row.id, 1, 3),
         make_history(row.id, 4, 5),
         make_history(make_id(2), 1, 1)}
    );
    const auto loaded = load({row.id});
    ASSERT_EQ(loaded.size(), 1U);
    ASSERT_EQ(loaded[0].tail.size(), 2U);
    EXPECT_EQ(loaded[0].tail[0].first_seq, 4U);
    EXPECT_EQ(loaded[0].tail[0].last_seq, 5U);
    EXPECT_EQ(loaded[0].tail[0].at, kStart);
    EXPECT_EQ(loaded[0].tail[0].events, R"([{"seq":4}])");
    EXPECT_EQ(loaded[0].tail[1].first_seq, 6U);
}

TEST_P(StoreReads, LoadGivesARowThatBeganBeforeTheImageAndEndsAfterIt) {
    InstanceRow row = make_instance(1);
    row.seq = 5;
    row.image_seq = 2;
    insert({row}, {make_history(row.id, 1, 4), make_history(row.id, 5, 5)});
    EXPECT_EQ(load({row.id}).at(0).tail.size(), 2U);
}

TEST_P(StoreReads, LoadKeepsTheOrderAskedAndLeavesOutWhatIsMissing) {
    insert({make_instance(1), make_instance(2), make_instance(3)});
    const auto loaded = load({make_id(3), make_id(9), make_id(1)});
    ASSERT_EQ(loaded.size(), 2U);
    EXPECT_EQ(loaded[0].row.id, make_id(3));
    EXPECT_EQ(loaded[1].row.id, make_id(1));
    EXPECT_TRUE(load({}).empty());
}

TEST_P(StoreReads, DueIsEarliestFirstOfTheShardsAskedUpToTheHorizon) {
    insert(
        {waking(1, 0, 30),
         waking(2, 1, 10),
         waking(3, 0, 20),
         waking(4, 2, 5),
         waking(5, 1, 99),
         make_instance(6, 0)}
    );
    const auto found = due({ShardId{0}, ShardId{1}}, {kStart.ms + 30}, std::nullopt, 10);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].id, make_id(2, 1));
    EXPECT_EQ(found[0].wake_at, Timestamp{kStart.ms + 10});
    EXPECT_EQ(found[1].id, make_id(3, 0));
    EXPECT_EQ(found[2].id, make_id(1, 0));
    EXPECT_TRUE(due({}, {kStart.ms + 30}, std::nullopt, 10).empty());
}

TEST_P(StoreReads, DueIsReadInPagesWithoutGapsOrRepeats) {
    std::vector<InstanceRow> rows;
    for (std::uint64_t n = 0; n < 50; ++n) {
        rows.push_back(
            waking(n, static_cast<std::uint16_t>(n % 3), static_cast<std::int64_t>(n / 5))
        );
    }
    insert(rows);
    std::vector<InstanceId> seen;
    std::optional<DueInstance> after;
    for (;;) {
        const auto page = due({ShardId{0}, ShardId{1}, ShardId{2}}, {kStart.ms + 100}, after, 7);
        for (const DueInstance& one : page) {
            if (after) {
                EXPECT_LT(std::tie(after->wake_at, after->id), std::tie(one.wake_at, one.id));
            }
            after = one;
            seen.push_back(one.id);
        }
        if (page.size() < 7) break;
    }
    EXPECT_EQ(seen.size(), 50U);
}

TEST_P(StoreReads, AnInstanceThatNoLongerWakesIsNotDue) {
    insert({waking(1, 0, 10)});
    InstanceRow row = make_instance(1, 0);
    CommitBatch batch;
    batch.fences = fences_;
    batch.updates = {row};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    EXPECT_TRUE(due({ShardId{0}}, {kStart.ms + 100}, std::nullopt, 10).empty());
}

TEST_P(StoreReads, MessagesAreForTheirShardOldestFirstAndTakenOnce) {
    CommitBatch batch;
    batch.fences = fences_;
    batch.send = {
        {ShardId{1}, make_id(1, 1), "m-z", R"({"n":1})"},
        {ShardId{2}, make_id(2, 2), "m-other", "{}"},
        {ShardId{1}, make_id(1, 1), "m-a", R"({"n":2})"}};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    const auto found = messages({ShardId{1}});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].id, "m-z");
    EXPECT_EQ(found[0].payload, R"({"n":1})");
    EXPECT_EQ(found[0].instance, make_id(1, 1));
    EXPECT_EQ(found[0].destination, ShardId{1});
    EXPECT_EQ(found[1].id, "m-a");
    EXPECT_EQ(messages({ShardId{1}, ShardId{2}}, 1).size(), 1U);

    CommitBatch take;
    take.fences = fences_;
    take.receive = {"m-z"};
    ASSERT_EQ(commit_class(take), CommitClass::kCommitted);
    EXPECT_EQ(messages({ShardId{1}}).size(), 1U);
    take.receive = {"m-a", "m-z"};
    EXPECT_EQ(commit_class(take), CommitClass::kConflict);
    EXPECT_EQ(messages({ShardId{1}}).size(), 1U);
    EXPECT_EQ(commit_class(batch), CommitClass::kConflict) << "m-a is there still";
}

TEST_P(StoreReads, PruneForgetsOldEventsAndRequestKeysOnly) {
    CommitBatch batch;
    batch.fences = fences_;
    StoredEvent consumed = make_event("consumed");
    consumed.state = EventState::kConsumed;
    StoredEvent expired = make_event("expired");
    expired.expires_at = {kStart.ms + 1};
    StoredEvent young = make_event("young");
    young.state = EventState::kConsumed;
    young.event.received_at = {kStart.ms + 500};
    batch.events = {consumed, expired, make_event("kept"), young};
    batch.claim_keys = {
        {{"request", "old"}, make_id(1), 0, kStart},
        {{"request", "young"}, make_id(1), 0, {kStart.ms + 500}},
        {{"saga:order", "old"}, make_id(1), 0, kStart}};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    ASSERT_TRUE(wait_for<Unit>([&](auto done) { store().prune({kStart.ms + 100}, done); }).ok());
    const auto events = queries().list_events(std::nullopt, std::nullopt, std::nullopt, 10);
    ASSERT_EQ(events->size(), 2U);
    EXPECT_EQ((*events)[0].event.identity.id, "young");
    EXPECT_EQ((*events)[1].event.identity.id, "kept");
    const auto keys = start_keys({{"request", "old"}, {"request", "young"}, {"saga:order", "old"}});
    EXPECT_FALSE(keys[0]);
    EXPECT_TRUE(keys[1]);
    EXPECT_TRUE(keys[2]);
}

}  // namespace
}  // namespace sagaflow::store
