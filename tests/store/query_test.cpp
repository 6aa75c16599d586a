// The reading side: definitions, lists, cursors, counts.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

class StoreQueries : public StoreConformance {
protected:
    StoreQueries() { fences_ = own_everything(); }

    void insert(std::vector<InstanceRow> rows) {
        CommitBatch batch;
        batch.fences = fences_;
        batch.inserts = std::move(rows);
        ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    }
    // The numbers (see make_id) of the instances that the filter finds, newest first.
    std::vector<std::int64_t> found(const std::function<void(InstanceFilter&)>& set) {
        InstanceFilter filter;
        set(filter);
        std::vector<std::int64_t> numbers;
        const auto page = queries().list_instances(filter, std::nullopt, 100);
        EXPECT_TRUE(page.ok());
        for (const InstanceRow& row : page->rows) {
            EXPECT_TRUE(row.image.empty());
            numbers.push_back(row.id.created_at().ms - kStart.ms);
        }
        return numbers;
    }
    void insert_variety() {
        InstanceRow one = make_instance(1);
        one.key = "Order-1";
        one.state = "reserve,charge";
        one.waiting_for = R"([{"kind":"task","state":"reserve"},{"kind":"event"}])";
        InstanceRow two = make_instance(2, 1);
        two.saga = "refund";
        two.status = InstanceStatus::kParked;
        two.error_type = "CardDeclined";
        two.error_message = "The card was declined by the bank";
        two.waiting_for = R"([{"kind":"operator","lastError":"\"kind\":\"timer\""}])";
        InstanceRow three = make_instance(3, 2);
        three.version = 2;
        three.status = InstanceStatus::kCompleted;
        three.ended_at = kStart;
        three.state = "charge";
        insert({one, two, three});
    }
    using Numbers = std::vector<std::int64_t>;

    std::vector<Fence> fences_;
};
SAGAFLOW_FOR_EVERY_STORE(StoreQueries);

TEST_P(StoreQueries, ListIsNewestFirstAndEveryFilterMustHold) {
    insert_variety();
    EXPECT_EQ(found([](auto&) {}), (Numbers{3, 2, 1}));
    EXPECT_EQ(found([](auto& f) { f.saga = "order"; }), (Numbers{3, 1}));
    EXPECT_EQ(
        found([](auto& f) {
            f.saga = "order";
            f.version = 2;
        }),
        (Numbers{3})
    );
    using enum InstanceStatus;
    EXPECT_EQ(found([](auto& f) { f.statuses = {kParked, kStuck}; }), (Numbers{2}));
    EXPECT_EQ(found([](auto& f) { f.statuses = {kRunning, kCompleted}; }), (Numbers{3, 1}));
    EXPECT_EQ(found([](auto& f) { f.state = "charge"; }), (Numbers{3, 1}));
    EXPECT_EQ(found([](auto& f) { f.state = "char"; }), (Numbers{}));
    EXPECT_EQ(found([](auto& f) { f.key = "Order-1"; }), (Numbers{1}));
    EXPECT_EQ(found([](auto& f) { f.key = "order-1"; }), (Numbers{}));
    EXPECT_EQ(found([](auto& f) { f.error = "CardDeclined"; }), (Numbers{2}));
    EXPECT_EQ(found([](auto& f) { f.waiting_for = "event"; }), (Numbers{1}));
    EXPECT_EQ(found([](auto& f) { f.waiting_for = "timer"; }), (Numbers{})) << "inside a string";
}

TEST_P(StoreQueries, StartTimesAreExclusive) {
    insert_variety();
    EXPECT_EQ(found([](auto& f) { f.started_after = Timestamp{kStart.ms + 1}; }), (Numbers{3, 2}));
    EXPECT_EQ(found([](auto& f) { f.started_before = Timestamp{kStart.ms + 3}; }), (Numbers{2, 1}));
    const auto between = [](auto& f) {
        f.started_after = Timestamp{kStart.ms + 1};
        f.started_before = Timestamp{kStart.ms + 3};
    };
    EXPECT_EQ(found(between), (Numbers{2}));
}

TEST_P(StoreQueries, FreeTextLooksInKeyIdAndError) {
    insert_variety();
    EXPECT_EQ(found([](auto& f) { f.text = "ORDER"; }), (Numbers{1}));
    EXPECT_EQ(found([](auto& f) { f.text = "declined BY"; }), (Numbers{2}));
    EXPECT_EQ(found([](auto& f) { f.text = "carddecl"; }), (Numbers{2}));
    EXPECT_EQ(found([](auto& f) { f.text = make_id(3, 2).text().substr(0, 17); }), (Numbers{3}));
    EXPECT_EQ(found([](auto& f) { f.text = "%"; }), (Numbers{})) << "no pattern";
}

TEST_P(StoreQueries, ListIsReadInPages) {
    std::vector<InstanceRow> rows;
    for (std::uint64_t n = 1; n <= 25; ++n) rows.push_back(make_instance(n));
    insert(rows);
    std::vector<std::size_t> sizes;
    std::optional<InstanceId> before;
    std::optional<InstanceId> last;
    do {
        const auto page = queries().list_instances({}, before, 10);
        ASSERT_TRUE(page.ok());
        for (const InstanceRow& row : page->rows) {
            if (last) {
                EXPECT_LT(row.id, *last);
            }
            last = row.id;
        }
        sizes.push_back(page->rows.size());
        before = page->next_before;
    } while (before);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{10, 10, 5}));
    EXPECT_FALSE(queries().list_instances({}, std::nullopt, 25)->next_before);
}

TEST_P(StoreQueries, CountsByVersionAndStatusAndOfTheLiving) {
    insert_variety();
    const auto counts = *queries().count_instances("order");
    EXPECT_EQ(counts.at(1).at(InstanceStatus::kRunning), 1U);
    EXPECT_EQ(counts.at(2).at(InstanceStatus::kCompleted), 1U);
    EXPECT_TRUE(queries().count_instances("unknown")->empty());
    const auto live = *queries().count_live();
    EXPECT_EQ(live.size(), 2U);
    EXPECT_EQ(live.at(InstanceStatus::kRunning), 1U);
    EXPECT_EQ(live.at(InstanceStatus::kParked), 1U);
}

TEST_P(StoreQueries, OneInstanceIsFoundWithItsTail) {
    InstanceRow row = make_instance(1);
    CommitBatch batch;
    batch.fences = fences_;
    batch.inserts = {row};
    batch.history = {make_history(row.id, 1, 1), make_history(row.id, 2, 3)};
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    const auto stored = queries().find_instance(row.id);
    ASSERT_TRUE(stored.ok());
    ASSERT_TRUE(stored->has_value());
    EXPECT_EQ((*stored)->row.image, row.image);
    ASSERT_EQ((*stored)->tail.size(), 1U);
    EXPECT_EQ((*stored)->tail[0].first_seq, 2U);
    EXPECT_FALSE(queries().find_instance(make_id(99))->has_value());
}

TEST_P(StoreQueries, HistoryIsReadInPagesFromAnyEvent) {
    CommitBatch batch;
    batch.fences = fences_;
    batch.inserts = {make_instance(1), make_instance(2)};
    for (std::uint64_t first = 1; first < 20; first += 2) {
        batch.history.push_back(make_history(make_id(1), first, first + 1));
    }
    batch.history.push_back(make_history(make_id(2), 1, 1));
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    EXPECT_EQ(queries().history(make_id(1), 0, 100)->size(), 10U);
    const auto page = *queries().history(make_id(1), 5, 2);
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].first_seq, 5U) << "its last event is newer";
    EXPECT_EQ(page[1].first_seq, 7U);
    EXPECT_TRUE(queries().history(make_id(1), 20, 10)->empty());
    EXPECT_TRUE(queries().history(make_id(9), 0, 10)->empty());
}

TEST_P(StoreQueries, DeployGivesNewContentTheNextVersion) {
    const auto first = *queries().deploy("order", "h1", "{\"a\":1}");
    EXPECT_EQ(first.version, 1);
    EXPECT_TRUE(first.created);
    const auto second = *queries().deploy("order", "h2", "{\"a\":2}");
    EXPECT_EQ(second.version, 2);
    const auto again = *queries().deploy("order", "h1", "{\"a\":1}");
    EXPECT_EQ(again.version, 1);
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.created_at, first.created_at);
    EXPECT_EQ(queries().deploy("refund", "h1", "{}")->version, 1);

    const auto all = *queries().definitions();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].saga, "order");
    EXPECT_EQ(all[0].version, 2);
    EXPECT_EQ(all[0].source, "{\"a\":2}");
    EXPECT_EQ(all[1].version, 1);
    EXPECT_EQ(all[2].saga, "refund");
}

TEST_P(StoreQueries, DefinitionsAreLoadedInTheOrderOfTheirDeploys) {
    queries().deploy("b", "h1", "{}").value();
    queries().deploy("a", "h1", "{}").value();
    queries().deploy("b", "h2", "{}").value();
    EXPECT_EQ(heartbeat("a", "a1")->definitions, 3U);
    const auto newer = *wait_for<std::vector<DefinitionRow>>([&](auto done) {
        store().load_definitions(1, done);
    });
    ASSERT_EQ(newer.size(), 2U);
    EXPECT_EQ(newer[0].saga, "a");
    EXPECT_EQ(newer[1].saga, "b");
    EXPECT_EQ(newer[1].version, 2);
    EXPECT_EQ(newer[1].content_hash, "h2");
}

TEST_P(StoreQueries, EventsAreListedNewestFirstInPages) {
    CommitBatch batch;
    batch.fences = fences_;
    for (int n = 0; n < 7; ++n) {
        StoredEvent event = make_event("e-" + std::to_string(n), n % 2 == 0 ? "even" : "odd");
        event.event.received_at = {kStart.ms + n / 2};
        if (n == 0) event.state = EventState::kConsumed;
        batch.events.push_back(event);
    }
    ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    std::string order;
    std::optional<std::string> cursor;
    for (;;) {
        const auto page = queries().list_events(std::nullopt, std::nullopt, cursor, 3);
        ASSERT_TRUE(page.ok());
        if (page->empty()) break;
        for (const StoredEvent& event : *page) order += event.event.identity.id.substr(2);
        cursor = event_cursor(page->back());
    }
    EXPECT_EQ(order, "6543210");
    EXPECT_EQ(queries().list_events(EventState::kConsumed, std::nullopt, {}, 9)->size(), 1U);
    EXPECT_EQ(queries().list_events(EventState::kKept, "even", {}, 9)->size(), 3U);
    const auto bad = queries().list_events(std::nullopt, std::nullopt, "rubbish", 9);
    ASSERT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().code, ErrorCode::kInvalidArgument);
}

TEST_P(StoreQueries, PingAnswers) { EXPECT_TRUE(queries().ping().ok()); }

TEST_P(StoreQueries, TellOfShardsAndOfTheDatabaseItself) {
    const auto shards = queries().shards();
    ASSERT_TRUE(shards.ok());
    ASSERT_EQ(shards->size(), StoreRig::kShards);
    for (std::size_t i = 0; i < shards->size(); ++i) {
        EXPECT_EQ((*shards)[i].shard.value, i);
        EXPECT_EQ((*shards)[i].owner, "a");
        EXPECT_EQ((*shards)[i].epoch, fences_[i].epoch);
    }
    const auto figures = queries().database_figures();
    ASSERT_TRUE(figures.ok()) << figures.error().message;
    EXPECT_FALSE(figures->version.empty());
    int last = 0;
    for (const MigrationRow& row : figures->migrations) {
        EXPECT_EQ(row.version, ++last);
        EXPECT_FALSE(row.name.empty());
        EXPECT_GT(row.applied_at.ms, 0);
    }
    if (std::string(GetParam().name) != "Postgres") return;
    EXPECT_GT(figures->size_bytes, 1'000'000u);
    EXPECT_GE(figures->connections, 1u);
    EXPECT_GE(last, 2);
}

}  // namespace
}  // namespace sagaflow::store
