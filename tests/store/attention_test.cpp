// What waits for an operator, grouped; and what people know instances by.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

class StoreAttention : public StoreConformance {
protected:
    StoreAttention() { fences_ = own_everything(); }

    InstanceRow waiting(std::uint64_t number, InstanceStatus status, const std::string& step) {
        InstanceRow row = make_instance(number);
        row.key = "K-" + std::to_string(number);
        row.status = status;
        row.error_type = "http.409";
        const std::string undo = status == InstanceStatus::kStuck ? R"(,"undo":true)" : "";
        row.waiting_for =
            R"([{"kind":"task","state":"other"},{"kind":"operator","lastError":)"
            R"({"body":{"kind":"operator","s":"[{\"kind\\\u001b"},"type":"http.503"},"state":")" +
            step + '"' + undo + "}]";
        return row;
    }
    void insert(std::vector<InstanceRow> rows) {
        CommitBatch batch;
        batch.fences = fences_;
        batch.inserts = std::move(rows);
        ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    }
    std::vector<AttentionGroup> groups(std::size_t each_max = 100) {
        const auto found = queries().attention(each_max);
        EXPECT_TRUE(found.ok());
        return *found;
    }

    std::vector<Fence> fences_;
};
SAGAFLOW_FOR_EVERY_STORE(StoreAttention);

TEST_P(StoreAttention, GroupsByWhereTheyStandAndWhatFailed) {
    using enum InstanceStatus;
    insert(
        {waiting(1, kParked, "charge"),
         waiting(2, kStuck, "charge"),
         waiting(3, kStuck, "charge"),
         waiting(4, kStuck, "reserve"),
         make_instance(5)}
    );
    const auto found = groups();
    ASSERT_EQ(found.size(), 3U);
    const AttentionGroup& most = found.front();
    EXPECT_EQ(most.status, kStuck);
    EXPECT_EQ(most.saga, "order");
    EXPECT_EQ(most.step, "charge");
    EXPECT_TRUE(most.undo);
    EXPECT_EQ(most.error, "http.503") << "of the undo, not of what began it";
    EXPECT_EQ(most.count, 2U);
    EXPECT_EQ(most.oldest.ms, kStart.ms + 2);
    EXPECT_EQ(most.newest.ms, kStart.ms + 3);
    EXPECT_EQ(most.example, make_id(2));
    EXPECT_EQ(most.example_key, "K-2");
    EXPECT_EQ(found[1].status, kParked);
    EXPECT_FALSE(found[1].undo);
    EXPECT_EQ(found[2].step, "reserve");
}

TEST_P(StoreAttention, TakesTheErrorOfTheRowWhereNothingElseIsTold) {
    InstanceRow bare = make_instance(1);
    bare.status = InstanceStatus::kParked;
    bare.waiting_for = "";
    bare.error_type = "choice";
    insert({bare});
    const auto found = groups();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].error, "choice");
    EXPECT_EQ(found[0].step, "");
    EXPECT_EQ(found[0].example_key, std::nullopt);
}

// The newest ones may be many: the oldest must not be what is left out.
TEST_P(StoreAttention, LooksAtTheOldestOfEachStatus) {
    std::vector<InstanceRow> rows;
    for (std::uint64_t n = 1; n <= 9; ++n) {
        rows.push_back(waiting(n, InstanceStatus::kStuck, n < 4 ? "old" : "new"));
    }
    rows.push_back(waiting(10, InstanceStatus::kParked, "charge"));
    insert(std::move(rows));
    const auto found = groups(3);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].step, "old");
    EXPECT_EQ(found[0].count, 3U);
    EXPECT_EQ(found[1].status, InstanceStatus::kParked);
    EXPECT_TRUE(groups(0).empty());
}

TEST_P(StoreAttention, LabelsTellWhatInstancesAreNow) {
    insert({waiting(1, InstanceStatus::kStuck, "charge"), make_instance(2)});
    const auto labels = queries().labels({make_id(2), make_id(1), make_id(9), make_id(1)});
    ASSERT_TRUE(labels.ok());
    ASSERT_EQ(labels->size(), 2U);
    EXPECT_EQ(labels->at(make_id(1)).status, InstanceStatus::kStuck);
    EXPECT_EQ(labels->at(make_id(1)).key, "K-1");
    EXPECT_EQ(labels->at(make_id(1)).saga, "order");
    EXPECT_EQ(labels->at(make_id(2)).key, std::nullopt);
    EXPECT_TRUE(queries().labels({})->empty());
}

TEST_P(StoreAttention, EffectsThatAreLeftTellTheKeyOfTheirInstance) {
    insert({waiting(1, InstanceStatus::kStuck, "charge")});
    LeftEffect effect;
    effect.step = "charge";
    effect.visit = 1;
    effect.state = "unknown";
    effect.since = kStart;
    CommitBatch batch;
    batch.fences = fences_;
    batch.effects = {{make_id(1), "order", {effect}}, {make_id(2), "order", {effect}}};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    const auto rows = queries().list_effects({}, std::nullopt, 10);
    ASSERT_TRUE(rows.ok());
    ASSERT_EQ(rows->size(), 2U);
    EXPECT_EQ(rows->at(0).key, "K-1");
    EXPECT_EQ(rows->at(1).key, std::nullopt) << "of an instance that is gone";
}

}  // namespace
}  // namespace sagaflow::store
