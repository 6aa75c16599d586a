#include <algorithm>

#include "engine/model/history_event.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

class EffectRoutes : public ApiTest {
protected:
    void leave(const InstanceId& id, const std::string& step, const std::string& state, int age_s) {
        store::CommitBatch batch;
        store::LeftEffect effect;
        effect.step = step;
        effect.visit = 1;
        effect.call = "http";
        effect.state = state;
        effect.why = "its undo failed for good";
        effect.since = clock.now() + Duration{-1'000LL * age_s};
        batch.effects.push_back({id, "order", {effect}});
        ASSERT_EQ(database->commit(batch).outcome, store::CommitClass::kCommitted);
    }
    std::vector<std::string> steps(const std::string& query) {
        std::vector<std::string> names;
        const Json page = json_of(get("/v1/effects" + query));
        for (const Json& item : page.at("items")) names.push_back(item.at("step"));
        return names;
    }
    using Names = std::vector<std::string>;

    // A saga of which one step succeeded, and that was then terminated.
    void store_terminated(const InstanceId& id) {
        std::vector<HistoryEvent> events(4);
        events[0].type = EventType::kInstanceStarted;
        events[0].data = {
            {"saga", "order"},
            {"version", 1},
            {"key", "A-17"},
            {"input", nullptr},
            {"next", "charge"}};
        events[1].type = EventType::kStepStarted;
        events[1].data = {{"timeout", 1'000}, {"effect", "reversible"}, {"undo", true}};
        events[2].type = EventType::kStepSucceeded;
        events[2].data = {{"attempt", 1}, {"output", nullptr}, {"next", "done"}};
        events[3].type = EventType::kInstanceTerminated;
        events[3].data = Json::object();
        std::uint64_t seq = 0;
        for (HistoryEvent& event : events) {
            event.seq = ++seq;
            event.at = clock.now();
        }
        for (const std::size_t of_step : {1U, 2U}) {
            events[of_step].state = "charge";
            events[of_step].visit = 1;
        }
        store::CommitBatch batch;
        store::InstanceRow row;
        row.id = id;
        row.saga = "order";
        row.version = 1;
        row.status = InstanceStatus::kTerminated;
        row.seq = 4;
        batch.inserts.push_back(row);
        batch.history.push_back({id, 1, 4, clock.now(), to_text(events)});
        ASSERT_EQ(database->commit(batch).outcome, store::CommitClass::kCommitted);
    }
};

TEST_F(EffectRoutes, ListWhatIsLeftOldestFirst) {
    leave(some_id(1), "charge", "outstanding", 60);
    leave(some_id(2), "ship", "unknown", 7'200);
    store_instance(some_id(1), "order", InstanceStatus::kStuck);
    const Json page = json_of(get("/v1/effects"));
    EXPECT_TRUE(page["items"][0]["key"].is_null());
    EXPECT_EQ(page["items"][1]["key"], "K-" + some_id(1).text().substr(30));
    ASSERT_EQ(page["items"].size(), 2U);
    EXPECT_EQ(page["items"][0]["step"], "ship");
    EXPECT_EQ(page["items"][0]["instance"], some_id(2).text());
    EXPECT_EQ(page["items"][0]["ageSeconds"], 7'200);
    EXPECT_TRUE(page["next"].is_null());
    EXPECT_EQ(steps("?state=outstanding"), (Names{"charge"}));
    EXPECT_EQ(steps("?olderThan=1h"), (Names{"ship"}));
    EXPECT_EQ(steps("?saga=other"), Names{});
}

TEST_F(EffectRoutes, PageThroughThemAll) {
    for (std::uint64_t i = 1; i <= 5; ++i) leave(some_id(i), "s" + std::to_string(i), "unknown", 9);
    Names seen;
    std::string query = "?limit=2";
    while (true) {
        const Json page = json_of(get("/v1/effects" + query));
        for (const Json& item : page.at("items")) seen.push_back(item.at("step"));
        if (page.at("next").is_null()) break;
        query = "?limit=2&cursor=" + page.at("next").get<std::string>();
    }
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(seen, (Names{"s1", "s2", "s3", "s4", "s5"}));
}

TEST_F(EffectRoutes, RefuseWhatTheyDoNotKnow) {
    EXPECT_EQ(get("/v1/effects?state=applied").status, 400);
    EXPECT_EQ(get("/v1/effects?olderThan=yesterday").status, 400);
    EXPECT_EQ(get("/v1/effects?age=1h").status, 400);
    EXPECT_EQ(get("/v1/effects?cursor=zzz").status, 400);
    queries.away = true;
    EXPECT_EQ(get("/v1/effects").status, 503);
}

TEST_F(EffectRoutes, TellTheLedgerOfOneInstance) {
    deploy_order();
    store_terminated(some_id());
    const Response response = get("/v1/instances/" + some_id().text() + "/effects");
    ASSERT_EQ(response.status, 200) << response.body;
    const Json ledger = json_of(response);
    EXPECT_EQ(ledger["seq"], 4);
    EXPECT_EQ(ledger["saga"], "order");
    EXPECT_EQ(ledger["key"], "A-17");
    ASSERT_EQ(ledger["items"].size(), 1U);
    EXPECT_EQ(ledger["items"][0]["step"], "charge");
    EXPECT_EQ(ledger["items"][0]["state"], "outstanding");
    EXPECT_EQ(ledger["items"][0]["undo"], "pending");
    EXPECT_EQ(get("/v1/instances/" + some_id(9).text() + "/effects").status, 404);
    EXPECT_EQ(get("/v1/instances/nobody/effects").status, 404);
    EXPECT_EQ(get("/v1/instances/" + some_id().text() + "/effects?x=1").status, 400);
}

TEST_F(EffectRoutes, AreCountedInTheMetrics) {
    leave(some_id(1), "charge", "outstanding", 60);
    const std::string text = get("/metrics").body;
    EXPECT_NE(
        text.find("sagaflow_effects_outstanding{state=\"outstanding\"} 1\n"), std::string::npos
    );
    EXPECT_NE(text.find("sagaflow_effects_outstanding{state=\"unknown\"} 0\n"), std::string::npos);
}

}  // namespace
}  // namespace sagaflow::api
