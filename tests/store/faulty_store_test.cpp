#include "engine/store/faulty/faulty_store.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "engine/store/memory/memory_store.hpp"
#include "tests/store/rows.hpp"

namespace sagaflow::store {
namespace {

struct FixedClock final : Clock {
    Timestamp now() const override { return kStart; }
};

class FaultyStoreTest : public ::testing::Test {
protected:
    CommitClass commit(std::uint64_t number) {
        CommitBatch batch;
        batch.inserts = {make_instance(number)};
        std::optional<CommitClass> outcome;
        faulty_.commit(batch, [&](const CommitOutcome& done) { outcome = done.outcome; });
        EXPECT_FALSE(outcome) << "answered inside the call";
        run();
        return outcome.value();
    }
    bool is_stored(std::uint64_t number) { return !database_->load({make_id(number)}).empty(); }
    void run() {
        while (!pending_.empty()) {
            auto next = std::move(pending_.front());
            pending_.pop_front();
            next();
        }
    }

    Post post_ = [this](std::function<void()> function) {
        pending_.push_back(std::move(function));
    };
    FixedClock clock_;
    std::deque<std::function<void()>> pending_;
    std::shared_ptr<MemoryDatabase> database_ = std::make_shared<MemoryDatabase>(clock_, 4);
    MemoryStore memory_{database_, post_};
    FaultyStore faulty_{memory_, post_};
};

TEST_F(FaultyStoreTest, UnknownOutcomesDifferInWhatTheyLeaveBehind) {
    faulty_.fail_next(StoreCall::kCommit, StoreFault::kUnknownNotApplied);
    EXPECT_EQ(commit(1), CommitClass::kUnknown);
    EXPECT_FALSE(is_stored(1));
    faulty_.fail_next(StoreCall::kCommit, StoreFault::kUnknownApplied);
    EXPECT_EQ(commit(2), CommitClass::kUnknown);
    EXPECT_TRUE(is_stored(2));
}

TEST_F(FaultyStoreTest, OtherFaultsLeaveNothing) {
    const std::vector<std::pair<StoreFault, CommitClass>> faults{
        {StoreFault::kNotCommitted, CommitClass::kNotCommitted},
        {StoreFault::kUnavailable, CommitClass::kUnavailable},
        {StoreFault::kConflict, CommitClass::kConflict},
        {StoreFault::kOwnershipLost, CommitClass::kOwnershipLost}};
    for (const auto& [fault, outcome] : faults) {
        faulty_.fail_next(StoreCall::kCommit, fault);
        EXPECT_EQ(commit(1), outcome);
        EXPECT_FALSE(is_stored(1));
    }
    EXPECT_EQ(commit(1), CommitClass::kCommitted);
}

TEST_F(FaultyStoreTest, TheDecisionFunctionSeesEveryCall) {
    std::vector<StoreCall> seen;
    faulty_.decide_by([&](StoreCall call) {
        seen.push_back(call);
        return call == StoreCall::kLoad ? StoreFault::kUnavailable : StoreFault::kNone;
    });
    EXPECT_EQ(commit(1), CommitClass::kCommitted);
    std::optional<ErrorCode> error;
    faulty_.load({make_id(1)}, [&](const auto& found) { error = found.error().code; });
    run();
    EXPECT_EQ(error, ErrorCode::kUnavailable);
    EXPECT_EQ(seen, (std::vector<StoreCall>{StoreCall::kCommit, StoreCall::kLoad}));
}

TEST_F(FaultyStoreTest, ALostAnswerToAcquireHasTakenTheShard) {
    faulty_.fail_next(StoreCall::kAcquire, StoreFault::kUnknownApplied);
    bool failed = false;
    faulty_.acquire("a", "a1", {{ShardId{1}, Epoch{0}, {}, {}}}, [&](const auto& taken) {
        failed = !taken.ok();
    });
    run();
    EXPECT_TRUE(failed);
    EXPECT_EQ(database_->heartbeat({"b", "b1", {}, {}, {}, {}}, Duration{1})->shards[1].owner, "a");
}

}  // namespace
}  // namespace sagaflow::store
