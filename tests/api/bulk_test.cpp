#include "tests/api/support/bulk_fixture.hpp"

namespace sagaflow::api {
namespace {

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

TEST_F(Bulk, NeedsAPlan) {
    const std::string hash = plan(kCancel).at("hash");
    EXPECT_EQ(
        post("/v1/bulk", R"({"action": "cancel", "reason": "r", "filter": {"status": "parked"}})")
            .status,
        428
    );
    EXPECT_EQ(start("3-nonsense").status, 412);
    EXPECT_EQ(start("4" + hash.substr(1)).status, 412) << "another number than was shown";
    EXPECT_EQ(start(hash, R"({"status": "stuck"})").status, 412) << "another filter";
    EXPECT_TRUE(jobs.list(std::nullopt, 10)->empty());
    const std::string id = hash.substr(2);
    EXPECT_EQ(get("/v1/bulk/" + id).status, 404) << "a plan is no job yet";
    EXPECT_EQ(post("/v1/bulk/" + id + "/stop", "{}").status, 404);
}

// Who matches later was not counted, and who does not match any more was.
TEST_F(Bulk, ActsOnTheInstancesThatWereCounted) {
    const std::string hash = plan(kCancel).at("hash");
    store_instance(some_id(4), "order", InstanceStatus::kParked, 4);
    const Response response = start(hash);
    ASSERT_EQ(response.status, 202) << response.body;
    desk.work_off();
    EXPECT_EQ(job(json_of(response).at("id"))["done"], 3);
    EXPECT_FALSE(done.contains(some_id(4)));
}

TEST_F(Bulk, AskedAgainAnswersTheSameJob) {
    const std::string hash = plan(kCancel).at("hash");
    const std::string id = json_of(start(hash)).at("id");
    desk.work_off();
    const Response again = start(hash);
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(json_of(again)["id"], id);
    EXPECT_EQ(json_of(again)["status"], "done");
    desk.work_off();
    for (const auto& [instance, times] : done) EXPECT_EQ(times, 1) << instance.text();
    EXPECT_EQ(jobs.list(std::nullopt, 10)->size(), 1U);
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
    EXPECT_EQ(job(id)["done"], 1);
    EXPECT_EQ(json_of(get("/v1/bulk/" + id + "?status=started"))["items"].size(), 0U);
    EXPECT_EQ(json_of(get("/v1/bulk/" + id + "?status=pending"))["items"].size(), 2U);
    EXPECT_EQ(post("/v1/bulk/" + id + "/stop", "{}").status, 409);
}

// Its worker is dead, and so is the job; what it did before is found in the histories.
TEST_F(Bulk, SettlesAStoppedJobOfADeadWorker) {
    const std::string id = started();
    ASSERT_TRUE(jobs.claim("dead", Duration{-1})->has_value());
    const auto items = jobs.take(id, "dead", Duration{-1}, 2)->items;
    note_in_history(items[1].instance, id, 5);
    ASSERT_EQ(post("/v1/bulk/" + id + "/stop", "{}").status, 200);
    desk.work_off();
    EXPECT_TRUE(done.empty()) << "a stopped job does nothing";
    const Json after = job(id);
    EXPECT_EQ(after["items"][0]["status"], "pending");
    EXPECT_EQ(after["items"][1]["status"], "done");
    EXPECT_EQ(after["items"][2]["status"], "pending");
    EXPECT_FALSE(jobs.claim("another", Duration{60'000})->has_value()) << "it is settled";
}

// One instance that nobody can ask holds its job up for a while, and no other job.
TEST_F(Bulk, GivesAnInstanceUpThatCannotBeAsked) {
    engine.on_act = [&](const ActOnInstance& command, auto reply) {
        if (command.plan || command.id != some_id(3)) return act(command, reply);
        reply(Error{ErrorCode::kUnavailable, "its node is away"});
    };
    const std::string id = started();
    BulkWorker worker(
        context,
        jobs,
        [this](const Request& r) { return api.handle(r); },
        "patient",
        Duration{60'000},
        [] { return true; }
    );
    worker.work_off();
    EXPECT_EQ(job(id)["open"], 3) << "not yet";
    clock.at = clock.at + Duration{limits::kBulkPatienceMs};
    worker.work_off();
    EXPECT_EQ(job(id)["done"], 2);
    EXPECT_EQ(job(id)["items"][0]["status"], "failed");
    EXPECT_EQ(job(id)["items"][0]["detail"], "its node is away");
    EXPECT_EQ(job(id)["status"], "done");
}

TEST_F(Bulk, WaitsForTheDatabaseHoweverLong) {
    const std::string id = started();
    BulkWorker worker(
        context,
        jobs,
        [this](const Request& r) { return api.handle(r); },
        "patient",
        Duration{60'000},
        [] { return true; }
    );
    queries.away = true;
    worker.work_off();
    clock.at = clock.at + Duration{100 * limits::kBulkPatienceMs};
    worker.work_off();
    queries.away = false;
    EXPECT_EQ(job(id)["open"], 3);
    worker.work_off();
    EXPECT_EQ(job(id)["done"], 3);
}

TEST_F(Bulk, KeepsOnlyTheNewestPlans) {
    const std::string first = plan(kCancel).at("hash");
    for (std::size_t i = 0; i + 1 < limits::kBulkPlansKept; ++i) {
        clock.at = clock.at + Duration{1};
        (void)plan(kCancel);
    }
    EXPECT_TRUE(jobs.find(first.substr(2))->has_value());
    clock.at = clock.at + Duration{1};
    (void)plan(kCancel);
    EXPECT_FALSE(jobs.find(first.substr(2))->has_value());
    EXPECT_EQ(start(first).status, 412);
}

TEST_F(Bulk, ForgetsOldJobsAndPlans) {
    const std::string hash = plan(kCancel).at("hash");
    const std::string old = started();
    desk.work_off();
    clock.at = clock.at + Duration{limits::kBulkPlanMsMax + 1};
    EXPECT_EQ(start(hash).status, 412) << "the plan is too old";
    desk.prune();
    EXPECT_FALSE(jobs.find(hash.substr(2))->has_value());
    EXPECT_EQ(get("/v1/bulk/" + old).status, 200);
    clock.at = clock.at + Duration{limits::kBulkDaysKept * 86'400'000};
    desk.prune();
    EXPECT_EQ(get("/v1/bulk/" + old).status, 404);
}

// The worker died after it had acted and before it could say so; another goes on.
TEST_F(Bulk, GoesOnAfterADeathAndDoesNothingTwice) {
    const std::string id = started();
    ASSERT_TRUE(jobs.claim("dead", Duration{-1})->has_value());
    const auto items = jobs.take(id, "dead", Duration{-1}, 2)->items;
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
    EXPECT_EQ(get("/v1/bulk/%ff").status, 404) << "no database takes this for a text";
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
