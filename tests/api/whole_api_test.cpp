// Every route through the real server and the real engine, with a store in memory: what it answers
// when all is well, and when it is not.
#include "api/routes/table.hpp"
#include "tests/api/support/whole_server.hpp"

namespace sagaflow::api {
namespace {

// Goes through at once.
constexpr const char* kQuick = R"({"saga": "quick", "start": "a",
  "input": {"type": "object", "properties": {"v": {"type": "integer"}}},
  "states": {
    "a": {"type": "task", "call": "noop", "with": {"result": 7},
          "compensate": {"call": "noop"}, "next": "done"},
    "done": {"type": "succeed", "output": "${steps.a}"}}})";
// Waits for the event "go".
constexpr const char* kWaiter = R"({"saga": "waiter", "start": "a", "states": {
    "a": {"type": "task", "call": "noop", "compensate": {"call": "noop"}, "next": "w"},
    "w": {"type": "receive", "on": [{"event": "go", "key": "k", "next": "done"}],
          "timeout": "never"},
    "done": {"type": "succeed"}}})";
// Waits for an operator in a step that failed.
constexpr const char* kParker = R"({"saga": "parker", "start": "a", "states": {
    "a": {"type": "task", "call": "noop", "with": {"fail": "http.409"}, "effect": "none",
          "onExhausted": "park", "next": "done"},
    "done": {"type": "succeed"}}})";
// Its undo fails for good.
constexpr const char* kSticky = R"({"saga": "sticky", "start": "a", "states": {
    "a": {"type": "task", "call": "noop", "next": "no",
          "compensate": {"call": "noop", "with": {"fail": "http.409"},
                         "retry": {"maxAttempts": 1}}},
    "no": {"type": "fail", "error": "Refused"}}})";

constexpr const char* kReason = R"({"reason": "r"})";
constexpr const char* kUnknown = "/v1/instances/01900000-0000-7000-8000-000000000000";

class WholeApiTest : public WholeApi {
protected:
    void deploy_all() {
        for (const char* saga : {kQuick, kWaiter, kParker, kSticky}) {
            EXPECT_EQ(post("/v1/sagas", saga).status, 201);
        }
    }
    std::string status_of(const RawAnswer& answer) {
        return Json::parse(answer.body).value("status", "");
    }
    RawAnswer resolve(const std::string& path, const std::string& how) {
        return post(
            path + "/resolve",
            R"({"reason": "r", "step": "a", "resolution": )" + how + "}",
            {{"If-Match", etag(path)}}
        );
    }

    void use_definitions() {
        EXPECT_EQ(post("/v1/sagas", kQuick).status, 200);
        EXPECT_EQ(post("/v1/sagas", "{}").status, 422);
        EXPECT_EQ(post("/v1/sagas/validate", kQuick).status, 200);
        EXPECT_EQ(post("/v1/sagas/validate", "{").status, 400);
        EXPECT_EQ(Json::parse(get("/v1/sagas").body)["items"].size(), 4u);
        EXPECT_EQ(get("/v1/sagas?limit=0").status, 400);
        EXPECT_EQ(get("/v1/sagas/quick").status, 200);
        EXPECT_EQ(get("/v1/sagas/quik").status, 404);
        EXPECT_EQ(get("/v1/sagas/quick/versions/1").status, 200);
        EXPECT_EQ(get("/v1/sagas/quick/versions/2").status, 404);
    }
    void use_instances() {
        const RawAnswer ended = post("/v1/sagas/quick/instances?wait=10s", R"({"input": {}})");
        EXPECT_EQ(ended.status, 201);
        EXPECT_EQ(status_of(ended), "completed");
        EXPECT_EQ(post("/v1/sagas/quick/instances", R"({"input": {"v": "x"}})").status, 422);
        const std::string path = ended.headers.at("location");
        EXPECT_EQ(get(path, {{"If-None-Match", etag(path)}}).status, 304);
        EXPECT_EQ(get(kUnknown).status, 404);
        const Json history = Json::parse(get(path + "/history").body);
        EXPECT_EQ(history["items"].front()["type"], "InstanceStarted");
        EXPECT_EQ(history["items"].back()["type"], "InstanceCompleted");
        EXPECT_EQ(get(std::string(kUnknown) + "/history").status, 404);
        EXPECT_EQ(Json::parse(get("/v1/instances?saga=quick").body)["items"].size(), 1u);
        EXPECT_EQ(get("/v1/instances?staus=x").status, 400);
        const RawAnswer many = post(
            "/v1/sagas/quick/instances/batch", R"({"items": [{"input": {}}, {"input": {"v": ""}}]})"
        );
        EXPECT_EQ(Json::parse(many.body)["items"][0]["status"], 201);
        EXPECT_EQ(Json::parse(many.body)["items"][1]["status"], 422);
        EXPECT_EQ(post("/v1/sagas/quick/instances/batch", "{}").status, 422);
    }
    void use_pause_and_cancel() {
        const std::string path = start("waiter", "running");
        EXPECT_EQ(status_of(post(path + "/pause", "")), "paused");
        EXPECT_EQ(post(path + "/pause", "").status, 409);
        EXPECT_EQ(status_of(post(path + "/resume", "")), "running");
        EXPECT_EQ(post(path + "/resume", "").status, 409);
        EXPECT_EQ(post(path + "/cancel", "{}").status, 422);
        EXPECT_EQ(post(path + "/cancel", kReason).status, 200);
        const std::string other = start("waiter", "running");
        EXPECT_EQ(post(other + "/compensate", kReason, {{"If-Match", "\"1\""}}).status, 412);
        EXPECT_EQ(post(other + "/compensate", kReason, {{"If-Match", etag(other)}}).status, 200);
        const std::string third = start("waiter", "running");
        EXPECT_EQ(post(third + "/terminate", kReason).status, 428);
        const RawAnswer over = post(third + "/terminate", kReason, {{"If-Match", etag(third)}});
        EXPECT_EQ(status_of(over), "terminated");
    }
    void use_retry_skip_and_resolve() {
        const std::string parked = start("parker", "parked");
        EXPECT_EQ(post(parked + "/retry", R"({"step": "a"})").status, 200);
        EXPECT_EQ(post(parked + "/retry", R"({"step": "b"})").status, 409);
        const std::string second = start("parker", "parked");
        EXPECT_EQ(post(second + "/skip", kReason).status, 428);
        const RawAnswer skipped = post(second + "/skip", kReason, {{"If-Match", etag(second)}});
        EXPECT_EQ(status_of(skipped), "completed");
        const std::string stuck = start("sticky", "stuck");
        EXPECT_EQ(resolve(stuck, R"("done")").status, 422);
        EXPECT_EQ(status_of(resolve(stuck, R"("done", "evidence": "T-1")")), "compensated");
        const std::string left = start("sticky", "stuck");
        EXPECT_EQ(status_of(resolve(left, R"("giveUp")")), "partially_compensated");
        const RawAnswer anew = post(stuck + "/retry", "");
        EXPECT_EQ(anew.status, 201);
        EXPECT_NE(anew.headers.at("location"), stuck);
    }
    void use_events() {
        const std::string path = start("waiter", "running");
        const std::string event =
            R"({"specversion": "1.0", "id": "1", "source": "s", "type": "go", "key": "k"})";
        const RawAnswer taken = post("/v1/events", event);
        EXPECT_EQ(taken.status, 202);
        EXPECT_EQ(Json::parse(taken.body)["matched"], 1);
        EXPECT_EQ(Json::parse(post("/v1/events", event).body)["duplicate"], true);
        EXPECT_EQ(post("/v1/events", "{}").status, 400);
        EXPECT_EQ(status_of(get(path)), "completed");
        const Json events = Json::parse(get("/v1/events?state=consumed").body);
        ASSERT_EQ(events["items"].size(), 1u);
        EXPECT_EQ(events["items"][0]["id"], "1");
        EXPECT_EQ(get("/v1/events?state=lost").status, 400);
    }
    void use_plans_and_effects() {
        const std::string path = start("waiter", "running");
        const RawAnswer planned = post(path + "/cancel?plan=true", "");
        ASSERT_EQ(planned.status, 200);
        const std::string hash = Json::parse(planned.body)["hash"];
        EXPECT_EQ(post(path + "/variables", R"({"reason": "r", "set": {"a": 1}})").status, 200);
        EXPECT_EQ(post(path + "/variables", kReason).status, 422);
        EXPECT_EQ(post(path + "/cancel", kReason, {{"Plan-Hash", hash}}).status, 412);
        EXPECT_EQ(post(path + "/rewind", R"({"reason": "r", "state": "nowhere"})").status, 409);
        const Json stands = Json::parse(get(path).body);
        ASSERT_FALSE(stands["waitingFor"].empty());
        const std::string state = stands["waitingFor"][0]["state"];
        const RawAnswer rewound =
            post(path + "/rewind", R"({"reason": "r", "state": ")" + state + "\"}");
        EXPECT_EQ(status_of(rewound), "running");
        EXPECT_EQ(get(path + "/effects").status, 200);
        EXPECT_EQ(get(std::string(kUnknown) + "/effects").status, 404);
        EXPECT_EQ(get("/v1/effects").status, 200);
        EXPECT_EQ(get("/v1/effects?state=lost").status, 400);
    }
    void use_bulk() {
        const std::string path = start("waiter", "running");
        const std::string cancel = R"({"action": "cancel", "reason": "r", )"
                                   R"("filter": {"saga": "waiter", "status": "running"}})";
        const RawAnswer planned = post("/v1/bulk?plan=true", cancel);
        ASSERT_EQ(planned.status, 200);
        EXPECT_EQ(post("/v1/bulk", cancel).status, 428);
        const RawAnswer begun =
            post("/v1/bulk", cancel, {{"Plan-Hash", Json::parse(planned.body)["hash"]}});
        ASSERT_EQ(begun.status, 202);
        const std::string job = begun.headers.at("location");
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (status_of(get(job)) != "done" && std::chrono::steady_clock::now() < give_up) {
        }
        EXPECT_EQ(status_of(get(job)), "done");
        EXPECT_EQ(status_of(get(path)), "compensated");
        EXPECT_EQ(post(job + "/stop", "").status, 409);
        EXPECT_EQ(get("/v1/bulk/nobody").status, 404);
        EXPECT_EQ(get("/v1/bulk").status, 200);
        EXPECT_EQ(get("/v1/bulk?limit=0").status, 400);
    }
    void stop_bulk() {
        // More than a second's work, so that there is something to stop.
        std::string items;
        for (int i = 0; i < 400; ++i) {
            items += std::string(i == 0 ? "" : ", ") + R"({"input": {}})";
        }
        EXPECT_EQ(
            post("/v1/sagas/waiter/instances/batch", R"({"items": [)" + items + "]}").status, 200
        );
        const std::string pause = R"({"action": "pause", "reason": "r", )"
                                  R"("filter": {"saga": "waiter", "status": "running"}})";
        const RawAnswer planned = post("/v1/bulk?plan=true", pause);
        const RawAnswer begun =
            post("/v1/bulk", pause, {{"Plan-Hash", Json::parse(planned.body)["hash"]}});
        ASSERT_EQ(begun.status, 202) << begun.body;
        EXPECT_EQ(status_of(post(begun.headers.at("location") + "/stop", "")), "stopped");
    }
    void use_operations() {
        for (const char* path :
             {"/healthz",
              "/readyz",
              "/v1/system",
              "/openapi.json",
              "/schemas/saga-v1.json",
              "/",
              "/ui/"}) {
            EXPECT_EQ(get(path).status, 200) << path;
        }
        EXPECT_EQ(get("/ui/assets/none.js").status, 404);
        EXPECT_EQ(get("/v1/system?x=1").status, 400);
        EXPECT_EQ(get("/v1/attention").status, 200);
        EXPECT_EQ(get("/v1/attention?x=1").status, 400);
        const RawAnswer metrics = get("/metrics");
        EXPECT_NE(metrics.body.find("sagaflow_sagas_finished_total{"), std::string::npos);
    }
};

TEST_F(WholeApiTest, AnswersOnEveryRouteWellAndIll) {
    deploy_all();
    use_definitions();
    use_instances();
    use_pause_and_cancel();
    use_retry_skip_and_resolve();
    use_events();
    use_plans_and_effects();
    use_bulk();
    stop_bulk();
    use_operations();
    const std::set<std::string> never_refuse{
        "getHealth", "getReadiness", "getMetrics", "getOpenApi", "getSagaSchema", "getStartPage"};
    for (const Route& route : route_table()) {
        if (route.operation == "streamInstances") continue;  // never ends: stream_test.cpp
        EXPECT_TRUE(answered.contains("well " + route.operation)) << route.operation;
        if (never_refuse.contains(route.operation)) continue;
        EXPECT_TRUE(answered.contains("ill " + route.operation)) << route.operation;
    }
}

TEST_F(WholeApiTest, AnswersOneInstanceForOneKey) {
    deploy_all();
    // An instance holds its key while it lives.
    const std::string waiters = "/v1/sagas/waiter/instances";
    const RawAnswer first = post(waiters, R"({"input": {}, "key": "K"})");
    const RawAnswer second = post(waiters, R"({"input": {}, "key": "K"})");
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(Json::parse(first.body)["id"], Json::parse(second.body)["id"]);
    const std::string path = "/v1/sagas/quick/instances";
    const Headers once{{"Idempotency-Key", "once"}};
    const RawAnswer third = post(path, R"({"input": {}})", once);
    const RawAnswer again = post(path, R"({"input": {}})", once);
    EXPECT_EQ(third.status, 201);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.headers.at("idempotency-replayed"), "true");
    EXPECT_EQ(Json::parse(third.body)["id"], Json::parse(again.body)["id"]);
    EXPECT_EQ(post(path, R"({"input": {"v": 1}})", once).status, 422);
}

TEST_F(WholeApiTest, AnswersTheStateThatAWaitEndedWith) {
    deploy_all();
    // Long enough to park in on a busy machine; nothing shortens it.
    const RawAnswer parked = post("/v1/sagas/parker/instances?wait=3s", R"({"input": {}})");
    EXPECT_EQ(parked.status, 202);
    EXPECT_EQ(status_of(parked), "parked");
    EXPECT_EQ(parked.headers.at("etag"), etag(parked.headers.at("location")));
}

}  // namespace
}  // namespace sagaflow::api
