// Events and subscriptions.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

class StoreEvents : public StoreConformance {
protected:
    StoreEvents() { fences_ = own_everything(); }

    CommitBatch batch() const {
        CommitBatch batch;
        batch.fences = fences_;
        return batch;
    }
    void store_events(std::vector<StoredEvent> events) {
        CommitBatch arriving = batch();
        arriving.events = std::move(events);
        ASSERT_EQ(commit_class(arriving), CommitClass::kCommitted);
    }
    CommitClass consume(std::vector<EventIdentity> identities) {
        CommitBatch taking = batch();
        taking.consume = std::move(identities);
        return commit_class(taking);
    }

    std::vector<Fence> fences_;
};
SAGAFLOW_FOR_EVERY_STORE(StoreEvents);

TEST_P(StoreEvents, AnEventIsKeptAsItCame) {
    StoredEvent event = make_event("e-1");
    event.event.traceparent = "00-abc-def-01";
    event.event.data = Json{{"nested", {1, 2.5, nullptr, "x\"\\\n\t\u00e9"}}};
    event.matched = 3;
    event.order = 0x7fff'ffff'ffff'fff0ULL;
    store_events({event});
    const auto found = look_up({{event.event.identity, event.event.address}});
    ASSERT_EQ(found.size(), 1U);
    ASSERT_TRUE(found[0].duplicate);
    const StoredEvent& read = *found[0].duplicate;
    EXPECT_EQ(read.event.identity, event.event.identity);
    EXPECT_EQ(read.event.address, event.event.address);
    EXPECT_EQ(read.event.attributes, event.event.attributes);
    EXPECT_EQ(read.event.data, event.event.data);
    EXPECT_EQ(read.event.received_at, event.event.received_at);
    EXPECT_EQ(read.event.traceparent, event.event.traceparent);
    EXPECT_EQ(read.expires_at, event.expires_at);
    EXPECT_EQ(read.matched, 3);
    EXPECT_EQ(read.order, event.order);
    EXPECT_EQ(read.state, EventState::kKept);
}

TEST_P(StoreEvents, ASecondEventOfTheSameIdentityIsRefused) {
    store_events({make_event("e-1")});
    CommitBatch again = batch();
    again.events = {make_event("e-2"), make_event("e-1", "other", "other")};
    EXPECT_EQ(commit_class(again), CommitClass::kConflict);
    EXPECT_FALSE(look_up({{{"shop", "e-2"}, {"paid", "k"}}}).at(0).duplicate);
    again.events[1].event.identity.source = "elsewhere";
    EXPECT_EQ(commit_class(again), CommitClass::kCommitted);
}

TEST_P(StoreEvents, AnEventIsConsumedOnceAndMayBeRestored) {
    store_events({make_event("e-1")});
    EXPECT_EQ(consume({{"shop", "e-1"}}), CommitClass::kCommitted);
    EXPECT_EQ(consume({{"shop", "e-1"}}), CommitClass::kConflict);
    EXPECT_TRUE(kept({{"paid", "k"}}, kStart).empty());
    CommitBatch back = batch();
    back.restore = {{"shop", "e-1"}, {"shop", "never seen"}};
    ASSERT_EQ(commit_class(back), CommitClass::kCommitted);
    EXPECT_EQ(kept({{"paid", "k"}}, kStart).size(), 1U);
    EXPECT_EQ(consume({{"shop", "e-1"}}), CommitClass::kCommitted);
}

TEST_P(StoreEvents, AnEventIsKeptAgainOnlyWhenNobodyTookIt) {
    StoredEvent three = make_event("e-1");
    three.state = EventState::kConsumed;
    three.matched = 3;
    store_events({three});
    CommitBatch back = batch();
    back.restore = {{"shop", "e-1"}, {"shop", "e-1"}};
    ASSERT_EQ(commit_class(back), CommitClass::kCommitted);
    EXPECT_TRUE(kept({{"paid", "k"}}, kStart).empty()) << "one of three addressees took it";
    CommitBatch last = batch();
    last.restore = {{"shop", "e-1"}};
    ASSERT_EQ(commit_class(last), CommitClass::kCommitted);
    ASSERT_EQ(kept({{"paid", "k"}}, kStart).size(), 1U);
    EXPECT_EQ(kept({{"paid", "k"}}, kStart).at(0).matched, 0);
}

TEST_P(StoreEvents, AwaitedKeptEventsAreFoundByTheShardOfWhoWaits) {
    StoredEvent expired = make_event("e-2", "paid", "expired");
    expired.expires_at = kStart;
    store_events({make_event("e-1"), expired, make_event("e-3", "paid", "nobody waits")});
    CommitBatch waits = batch();
    const InstanceId id = make_id(7, 3);
    waits.subscribe = {{{"paid", "k"}, id, 1}, {{"paid", "expired"}, id, 1}};
    ASSERT_EQ(commit_class(waits), CommitClass::kCommitted);
    const auto awaited = [&](std::vector<ShardId> shards) {
        return wait_for<std::vector<EventAddress>>([&](auto done) {
                   store().find_awaited_kept(shards, kStart, 10, std::move(done));
               }).value();
    };
    EXPECT_EQ(
        awaited({ShardId{1}, ShardId{3}}), (std::vector<EventAddress>{EventAddress{"paid", "k"}})
    );
    EXPECT_TRUE(awaited({ShardId{1}, ShardId{2}}).empty());
    EXPECT_TRUE(awaited({}).empty());
}

TEST_P(StoreEvents, AnEventThatIsNotThereCannotBeConsumed) {
    store_events({make_event("e-1")});
    EXPECT_EQ(consume({{"shop", "e-1"}, {"shop", "e-2"}}), CommitClass::kConflict);
    EXPECT_EQ(kept({{"paid", "k"}}, kStart).size(), 1U);
}

TEST_P(StoreEvents, AnEventMayArriveAndBeConsumedInOneBatch) {
    CommitBatch both = batch();
    both.events = {make_event("e-1")};
    both.consume = {{"shop", "e-1"}};
    ASSERT_EQ(commit_class(both), CommitClass::kCommitted);
    EXPECT_EQ(
        look_up({{{"shop", "e-1"}, {"paid", "k"}}}).at(0).duplicate->state, EventState::kConsumed
    );
}

TEST_P(StoreEvents, KeptEventsComeInArrivalOrderUntilTheyExpire) {
    StoredEvent gone = make_event("gone", "paid", "k", 0);
    gone.expires_at = kStart;
    StoredEvent consumed = make_event("consumed", "paid", "k", 1);
    consumed.state = EventState::kConsumed;
    store_events(
        {make_event("third", "paid", "k", 12),
         make_event("first", "paid", "k", 2),
         make_event("second", "paid", "k", 10),
         make_event("other key", "paid", "x", 1),
         make_event("other type", "shipped", "k", 1),
         gone,
         consumed}
    );
    const auto found = kept({{"paid", "k"}, {"paid", "k"}, {"none", "k"}}, kStart);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].event.identity.id, "first");
    EXPECT_EQ(found[1].event.identity.id, "second");
    EXPECT_EQ(found[2].event.identity.id, "third");
    EXPECT_EQ(kept({{"paid", "k"}, {"paid", "x"}}, kStart).size(), 4U);
    EXPECT_TRUE(kept({{"paid", "k"}}, {kStart.ms + 86'400'000}).empty());
}

TEST_P(StoreEvents, SubscriptionsAreFoundByAddressUntilTheyAreClosed) {
    const Subscription one{{"paid", "k"}, make_id(1), 4};
    const Subscription again{{"paid", "k"}, make_id(1), 9};
    const Subscription other{{"paid", "k"}, make_id(2, 3), 4};
    const Subscription elsewhere{{"paid", ""}, make_id(1), 4};
    CommitBatch open = batch();
    open.subscribe = {one, again, other, elsewhere};
    ASSERT_EQ(commit_class(open), CommitClass::kCommitted);
    const auto found = look_up(
        {{{"shop", "x"}, {"paid", ""}},
         {{"shop", "y"}, {"nothing", "k"}},
         {{"shop", "z"}, {"paid", "k"}}}
    );
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].subscribers, std::vector<Subscription>{elsewhere});
    EXPECT_TRUE(found[1].subscribers.empty());
    EXPECT_EQ(found[2].subscribers, (std::vector<Subscription>{one, again, other}));

    CommitBatch close = batch();
    close.unsubscribe = {again, {{"paid", "k"}, make_id(7), 1}};
    ASSERT_EQ(commit_class(close), CommitClass::kCommitted);
    EXPECT_EQ(
        look_up({{{"shop", "z"}, {"paid", "k"}}}).at(0).subscribers,
        (std::vector<Subscription>{one, other})
    );
}

TEST_P(StoreEvents, ASubscriptionOpenedAndClosedInOneBatchIsClosed) {
    CommitBatch both = batch();
    both.subscribe = {{{"paid", "k"}, make_id(1), 4}};
    both.unsubscribe = both.subscribe;
    ASSERT_EQ(commit_class(both), CommitClass::kCommitted);
    EXPECT_TRUE(look_up({{{"shop", "z"}, {"paid", "k"}}}).at(0).subscribers.empty());
}

}  // namespace
}  // namespace sagaflow::store
