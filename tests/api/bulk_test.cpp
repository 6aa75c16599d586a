#include "api/bulk/bulk_desk.hpp"
#include "engine/model/history_event.hpp"
#include "engine/store/memory/memory_bulk_jobs.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

class Bulk : public ApiTest {
protected:
    Bulk() {
        context.bulk = &desk;
        engine.on_act = [this](const ActOnInstance& command, auto reply) { act(command, reply); };
        for (std::uint64_t i = 1; i <= 3; ++i) {
            store_instance(some_id(i), "order", InstanceStatus::kParked, 4);
        }
        store_instance(some_id(9), "order", InstanceStatus::kCompleted, 4);
    }

    static BulkOptions options(const std::string& worker = "worker") {
        BulkOptions options;
        options.worker = worker;
        options.per_second = 1'000'000;
        return options;
    }
    // As the engine would; remembers what was done to whom.
    void act(const ActOnInstance& command, const Engine::Reply<Acted>& reply) {
        if (command.plan) {
            reply(Acted{4, {{"summary", "It would stop."}}});
            return;
        }
        if (refused.contains(command.id)) {
            reply(Error{ErrorCode::kConflict, "not possible now"});
            return;
        }
        ++done[command.id];
        if (on_done) on_done(command);
        reply(Acted{5, instance_document(command.id)});
    }

    Json plan(const std::string& body) {
        Request request;
        request.method = "POST";
        request.target = "/v1/bulk?plan=true";
        request.headers = {{"content-type", "application/json"}};
        request.body = body;
        return json_of(api.handle(request));
    }
    Response start(const std::string& hash, const std::string& filter = R"({"status": "parked"})") {
        return post(
            "/v1/bulk",
            R"({"action": "cancel", "reason": "r", "filter": )" + filter + "}",
            {{"plan-hash", hash}}
        );
    }
    std::string started() {
        const std::string hash = plan(kCancel).at("hash");
        const Response response = start(hash);
        EXPECT_EQ(response.status, 202) << response.body;
        return json_of(response).at("id");
    }
    Json job(const std::string& id) { return json_of(get("/v1/bulk/" + id)); }
    // The history tells that the job has acted on the instance.
    void note_in_history(const InstanceId& id, const std::string& bulk, std::uint64_t seq) {
        HistoryEvent event;
        event.type = EventType::kCompensationStarted;
        event.seq = seq;
        event.at = clock.now();
        event.data = {{"bulk", bulk}, {"actor", "bulk"}};
        store::CommitBatch batch;
        batch.history.push_back({id, seq, seq, clock.now(), to_text(std::vector{event})});
        ASSERT_EQ(database->commit(batch).outcome, store::CommitClass::kCommitted);
    }

    static constexpr const char* kCancel =
        R"({"action": "cancel", "filter": {"status": "parked"}})";

    store::MemoryBulkJobs jobs{clock};
    BulkDesk desk{context, jobs, [this](const Request& r) { return api.handle(r); }, options()};
    std::set<InstanceId> refused;
    std::map<InstanceId, int> done;
    std::function<void(const ActOnInstance&)> on_done;
};

TEST_F(Bulk, PlansTellTheTotalsAndASample) {
    const Response response =
        send("POST", "/v1/bulk?plan=true", kCancel, {{"content-type", "application/json"}});
    ASSERT_EQ(response.status, 200) << response.body;
    const Json plan = json_of(response);
    EXPECT_EQ(plan["matching"], 3);
    EXPECT_EQ(plan["byStatus"], Json({{"parked", 3}}));
    EXPECT_EQ(plan["sample"].size(), 3U);
    EXPECT_EQ(plan["sample"][0]["summary"], "It would stop.");
    EXPECT_EQ(plan["sampleRefused"], 0);
    EXPECT_TRUE(done.empty());
    EXPECT_TRUE(jobs.list(std::nullopt, 10)->empty());
}

TEST_F(Bulk, ActsOnEveryInstanceThatMatchesAndOnNoOther) {
    const std::string id = started();
    EXPECT_EQ(job(id)["open"], 3);
    desk.work_off();
    const Json after = job(id);
    EXPECT_EQ(after["status"], "done");
    EXPECT_EQ(after["done"], 3);
    EXPECT_FALSE(after["endedAt"].is_null());
    EXPECT_EQ(done.size(), 3U);
    EXPECT_FALSE(done.contains(some_id(9)));
    EXPECT_EQ(engine.actions.back().reason, "r");
    EXPECT_EQ(engine.actions.back().bulk, id);
    EXPECT_EQ(engine.actions.back().if_seq, 4U);
    EXPECT_EQ(json_of(get("/v1/bulk"))["items"][0]["id"], id);
}

TEST_F(Bulk, TellsAResultForEachInstance) {
    refused.insert(some_id(2));
    const std::string id = started();
    desk.work_off();
    const Json after = job(id);
    EXPECT_EQ(after["done"], 2);
    EXPECT_EQ(after["refused"], 1);
    const Json only = json_of(get("/v1/bulk/" + id + "?status=refused"));
    ASSERT_EQ(only["items"].size(), 1U);
    EXPECT_EQ(only["items"][0]["instance"], some_id(2).text());
    EXPECT_EQ(only["items"][0]["detail"], "not possible now");
    Json page = json_of(get("/v1/bulk/" + id + "?limit=2"));
    EXPECT_EQ(page["items"].size(), 2U);
    page = json_of(get("/v1/bulk/" + id + "?limit=2&cursor=" + page["next"].get<std::string>()));
    EXPECT_EQ(page["items"].size(), 1U);
    EXPECT_TRUE(page["next"].is_null());
}

TEST_F(Bulk, NeedsThePlanThatStillHolds) {
    const std::string hash = plan(kCancel).at("hash");
    EXPECT_EQ(
        post("/v1/bulk", R"({"action": "cancel", "reason": "r", "filter": {"status": "parked"}})")
            .status,
        428
    );
    EXPECT_EQ(start("3-nonsense").status, 412);
    store_instance(some_id(4), "order", InstanceStatus::kParked, 4);
    EXPECT_EQ(start(hash).status, 412) << "another one matches now";
    EXPECT_TRUE(jobs.list(std::nullopt, 10)->empty());
}

TEST_F(Bulk, RefusesAJobForNobody) {
    const std::string filter = R"({"status": "stuck"})";
    const Json none = plan(R"({"action": "cancel", "filter": )" + filter + "}");
    EXPECT_EQ(none["matching"], 0);
    EXPECT_EQ(start(none.at("hash"), filter).status, 422);
}

TEST_F(Bulk, StopsBetweenTwoInstances) {
    const std::string id = started();
    on_done = [&](const ActOnInstance&) {
        EXPECT_EQ(post("/v1/bulk/" + id + "/stop", "{}").status, 200);
    };
    desk.work_off();
    EXPECT_EQ(done.size(), 1U);
    EXPECT_EQ(job(id)["status"], "stopped");
    EXPECT_EQ(post("/v1/bulk/" + id + "/stop", "{}").status, 409);
}

// The worker died after it had acted and before it could say so; another goes on.
TEST_F(Bulk, GoesOnAfterADeathAndDoesNothingTwice) {
    const std::string id = started();
    ASSERT_TRUE(jobs.claim("dead", Duration{-1})->has_value());
    const auto items = *jobs.take(id, "dead", Duration{-1}, 2);
    ASSERT_EQ(items.size(), 2U);
    note_in_history(items[0].instance, id, 5);
    desk.work_off();
    EXPECT_EQ(job(id)["status"], "done");
    EXPECT_EQ(job(id)["done"], 3);
    EXPECT_EQ(done[items[0].instance], 0) << "it was done already";
    EXPECT_EQ(done[items[1].instance], 1);
}

TEST_F(Bulk, LooksAgainAtAnInstanceThatMoved) {
    int asked = 0;
    engine.on_act = [&](const ActOnInstance& command, auto reply) {
        if (command.plan) return act(command, reply);
        if (++asked == 1) return reply(Error{ErrorCode::kPreconditionFailed, "it moved"});
        act(command, reply);
    };
    const std::string id = started();
    desk.work_off();
    EXPECT_EQ(job(id)["done"], 3);
    EXPECT_EQ(asked, 4);
}

// An act that was committed although its answer got lost is found in the history.
TEST_F(Bulk, FindsOutWhatBecameOfALostAnswer) {
    std::string id;
    bool lost = false;
    engine.on_act = [&](const ActOnInstance& command, auto reply) {
        if (command.plan || lost) return act(command, reply);
        lost = true;
        ++done[command.id];
        note_in_history(command.id, command.bulk, 5);
        reply(Error{ErrorCode::kUnavailable, "the database went away"});
    };
    id = started();
    desk.work_off();
    EXPECT_EQ(job(id)["done"], 3);
    for (const auto& [instance, times] : done) EXPECT_EQ(times, 1) << instance.text();
}

TEST_F(Bulk, RefusesWhatItCannotDo) {
    const auto status = [&](const std::string& body) {
        return post("/v1/bulk?plan=true", body).status;
    };
    EXPECT_EQ(status(R"({"filter": {"saga": "order"}})"), 422);
    EXPECT_EQ(status(R"({"action": "explode", "filter": {"saga": "order"}})"), 422);
    EXPECT_EQ(status(R"({"action": "cancel"})"), 422);
    EXPECT_EQ(status(R"({"action": "cancel", "filter": {}})"), 422);
    EXPECT_EQ(status(R"({"action": "cancel", "filter": {"limit": 5}})"), 422);
    EXPECT_EQ(status(R"({"action": "cancel", "filter": {"colour": "red"}})"), 400);
    EXPECT_EQ(status(R"({"action": "cancel", "filter": {"status": "lost"}})"), 400);
    EXPECT_EQ(status(R"({"action": "rewind", "filter": {"status": "parked"}})"), 422);
    EXPECT_EQ(
        status(R"({"action": "cancel", "filter": {"saga": "a"}, "arguments": {"reason": "x"}})"),
        422
    );
    EXPECT_EQ(get("/v1/bulk/nobody").status, 404);
    EXPECT_EQ(post("/v1/bulk/nobody/stop", "{}").status, 404);
    EXPECT_EQ(get("/v1/bulk?cursor=zzz").status, 400);
    EXPECT_EQ(status(R"({"action": "cancel", "filter": {"status": ["parked", "stuck"]}})"), 200);
}

TEST_F(Bulk, WorksOnAThreadOfItsOwn) {
    desk.start();
    const std::string id = started();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (job(id)["status"] != "done" && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_EQ(job(id)["status"], "done");
    desk.stop();
}

}  // namespace
}  // namespace sagaflow::api
