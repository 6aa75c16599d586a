#include "api/bulk/bulk_worker.hpp"
#include "api/forwarding.hpp"
#include "api/query/cursor.hpp"
#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

using Instances = ApiTest;

std::string path_of(const InstanceId& id) { return "/v1/instances/" + id.text(); }

TEST_F(Instances, AreShownWithTheTagOfTheirLastEvent) {
    deploy_order();
    store_instance(some_id(), "order", InstanceStatus::kRunning, 4);
    const Response response = get(path_of(some_id()));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "ETag"), "\"4\"");
    EXPECT_EQ(json_of(response)["id"], some_id().text());
}

TEST_F(Instances, Answer304WhileTheTagHolds) {
    deploy_order();
    store_instance(some_id(), "order", InstanceStatus::kRunning, 4);
    const std::string path = path_of(some_id());
    EXPECT_EQ(get(path, {{"if-none-match", "\"4\""}}).status, 304);
    EXPECT_EQ(get(path, {{"if-none-match", "\"1\", W/\"4\""}}).status, 304);
    EXPECT_EQ(get(path, {{"if-none-match", "*"}}).status, 304);
    EXPECT_EQ(get(path, {{"if-none-match", "\"3\""}}).status, 200);
}

TEST_F(Instances, AreNotFoundByUnknownOrBrokenIds) {
    EXPECT_EQ(get(path_of(some_id(99))).status, 404);
    EXPECT_EQ(get("/v1/instances/nonsense").status, 404);
    EXPECT_EQ(get("/v1/instances/nonsense/history").status, 404);
    EXPECT_EQ(get(path_of(some_id(99)) + "/history").status, 404);
}

TEST_F(Instances, RefuseUnknownParameters) {
    deploy_order();
    store_instance(some_id(), "order", InstanceStatus::kRunning);
    EXPECT_EQ(get(path_of(some_id()) + "?wait=1s").status, 400);
}

TEST_F(Instances, Answer503WithRetryAfterWhileTheDatabaseIsAway) {
    queries.away = true;
    for (const std::string target : {"/v1/instances", "/v1/sagas", "/v1/events"}) {
        const Response response = get(target);
        EXPECT_EQ(response.status, 503) << target;
        EXPECT_NE(header_of(response, "Retry-After"), "") << target;
    }
    EXPECT_EQ(get(path_of(some_id())).status, 503);
    EXPECT_EQ(get(path_of(some_id()) + "/history").status, 503);
}

TEST_F(Instances, AreListedNewestFirstInPages) {
    deploy_order();
    for (std::uint64_t i = 1; i <= 5; ++i)
        store_instance(some_id(i), "order", InstanceStatus::kRunning);
    std::vector<std::string> seen;
    std::string target = "/v1/instances?limit=2";
    while (true) {
        const Response response = get(target);
        ASSERT_EQ(response.status, 200);
        const Json page = json_of(response);
        for (const Json& item : page["items"]) seen.push_back(item["id"]);
        if (page["next"].is_null()) break;
        target = "/v1/instances?limit=2&cursor=" + page["next"].get<std::string>();
    }
    ASSERT_EQ(seen.size(), 5u);
    EXPECT_TRUE(std::is_sorted(seen.rbegin(), seen.rend()));
}

TEST_F(Instances, AreFilteredByEveryFilter) {
    deploy_order();
    store_instance(some_id(1), "order", InstanceStatus::kRunning);
    store_instance(some_id(2), "order", InstanceStatus::kStuck);
    const auto count = [&](const std::string& query) {
        const Response response = get("/v1/instances?" + query);
        EXPECT_EQ(response.status, 200) << query;
        return response.status == 200 ? json_of(response)["items"].size() : 0;
    };
    EXPECT_EQ(count("status=stuck"), 1u);
    EXPECT_EQ(count("status=stuck,running"), 2u);
    EXPECT_EQ(count("saga=other"), 0u);
    EXPECT_EQ(count("saga=order&version=1"), 2u);
    EXPECT_EQ(count("version=2"), 0u);
    EXPECT_EQ(count("state=reserve"), 2u);
    EXPECT_EQ(count("state=elsewhere"), 0u);
    EXPECT_EQ(count("waitingFor=task"), 2u);
    EXPECT_EQ(count("waitingFor=event"), 0u);
    EXPECT_EQ(count("key=K-nobody"), 0u);
    EXPECT_EQ(count("error=http.409"), 0u);
    EXPECT_EQ(count("startedAfter=2026-01-31T08:00:00Z"), 0u);
    EXPECT_EQ(count("startedBefore=2026-01-31T08:00:00Z"), 0u);
    EXPECT_EQ(
        count("startedAfter=2026-01-31T07:59:59Z&startedBefore=2026-01-31T09:00:01%2B01:00"), 2u
    );
    EXPECT_EQ(count("q=" + some_id(1).text()), 1u);
    EXPECT_EQ(count("q="), 2u);
}

TEST_F(Instances, RefuseUnknownFiltersAndValuesWithSuggestions) {
    const auto hint = [&](const std::string& query) {
        const Response response = get("/v1/instances?" + query);
        EXPECT_EQ(response.status, 400) << query;
        return json_of(response)["errors"][0].value("hint", "");
    };
    EXPECT_EQ(hint("stauts=running"), "did you mean \"status\"?");
    EXPECT_EQ(hint("status=runing"), "did you mean \"running\"?");
    EXPECT_EQ(hint("waitingFor=tsak"), "did you mean \"task\"?");
    hint("version=x");
    hint("limit=0");
    hint("limit=201");
    hint("startedAfter=yesterday");
    hint("cursor=nonsense");
    hint("q=%zz");
    hint("q=%00");
    hint("q=%ff");
    hint("status=running&status=stuck");
    hint("cursor=" + make_cursor("events", some_id().text()));
}

TEST_F(Instances, HaveAHistoryInPages) {
    deploy_order();
    store_instance(some_id(), "order", InstanceStatus::kRunning, 5);
    std::vector<int> seen;
    std::string target = path_of(some_id()) + "/history?limit=2";
    while (true) {
        const Response response = get(target);
        ASSERT_EQ(response.status, 200);
        const Json page = json_of(response);
        for (const Json& event : page["items"]) seen.push_back(event["seq"]);
        if (page["next"].is_null()) break;
        target = path_of(some_id()) + "/history?limit=2&cursor=" + page["next"].get<std::string>();
    }
    EXPECT_EQ(seen, (std::vector<int>{1, 2, 3, 4, 5}));
    EXPECT_EQ(get(path_of(some_id()) + "/history?cursor=zzz").status, 400);
}

// --- actions -----------------------------------------------------------------------------------

TEST_F(Instances, TakeEveryAction) {
    const std::vector<NameValue> tag{{"if-match", "\"9\""}};
    const std::vector<std::pair<std::string, std::string>> table{
        {"retry", "{}"},
        {"skip", R"({"reason": "r", "output": {"id": 1}})"},
        {"compensate", R"({"reason": "r"})"},
        {"cancel", R"({"reason": "r"})"},
        {"terminate", R"({"reason": "r"})"},
        {"pause", ""},
        {"resume", "{}"},
        {"resolve", R"({"reason": "r", "step": "s", "resolution": "retry", "with": {}})"},
        {"variables", R"({"reason": "r", "set": {"a": 1}, "unset": ["b"]})"},
        {"rewind", R"({"reason": "r", "state": "s"})"}};
    for (const auto& [name, body] : table) {
        const Response response = post(path_of(some_id()) + "/" + name, body, tag);
        EXPECT_EQ(response.status, 200) << name << response.body;
        EXPECT_EQ(header_of(response, "ETag"), "\"9\"");
        EXPECT_EQ(to_string(engine.actions.back().action), name);
        EXPECT_EQ(engine.actions.back().if_seq, 9u);
        EXPECT_EQ(engine.actions.back().actor, "api@127.0.0.1");
    }
    EXPECT_EQ(engine.actions[1].reason, "r");
    EXPECT_EQ(engine.actions[1].arguments, Json({{"output", {{"id", 1}}}}));
}

TEST_F(Instances, AskForAReasonWhereItMatters) {
    const std::vector<NameValue> tag{{"if-match", "\"1\""}};
    for (const std::string name :
         {"skip", "compensate", "cancel", "terminate", "resolve", "variables", "rewind"}) {
        for (const std::string body : {R"({})", R"({"reason": "  "})", R"({"reason": null})"}) {
            EXPECT_EQ(post(path_of(some_id()) + "/" + name, body, tag).status, 422) << name << body;
        }
    }
    EXPECT_TRUE(engine.actions.empty());
}

TEST_F(Instances, AskForIfMatchWhereNothingCanBeTakenBack) {
    const std::string resolve = R"({"reason": "r", "step": "s", "resolution": "giveUp"})";
    EXPECT_EQ(post(path_of(some_id()) + "/terminate", R"({"reason": "r"})").status, 428);
    EXPECT_EQ(post(path_of(some_id()) + "/skip", R"({"reason": "r"})").status, 428);
    EXPECT_EQ(post(path_of(some_id()) + "/resolve", resolve).status, 428);
    EXPECT_EQ(
        post(path_of(some_id()) + "/terminate", R"({"reason": "r"})", {{"if-match", "*"}}).status,
        428
    );
    EXPECT_EQ(post(path_of(some_id()) + "/cancel", R"({"reason": "r"})").status, 200);
    EXPECT_EQ(engine.actions.size(), 1u);
}

// --- plans -------------------------------------------------------------------------------------

Json plan_document(const InstanceId& id) {
    return {
        {"hash", "9-1-abc"},
        {"action", "cancel"},
        {"instance", id.text()},
        {"seq", 9},
        {"at", "2026-01-31T08:00:00.000Z"},
        {"status", "running"},
        {"statusAfter", "compensating"},
        {"statusAtEnd", "compensated"},
        {"summary", "Stops."},
        {"undos", Json::array()},
        {"moreUndos", 0},
        {"calls", Json::array()},
        {"skipped", Json::array()},
        {"outstanding", Json::array()},
        {"events", Json::array()},
        {"changes", nullptr}};
}

TEST_F(Instances, AnswerWithThePlanOfEveryAction) {
    engine.on_act = [](const ActOnInstance& command, auto reply) {
        reply(Acted{9, plan_document(command.id)});
    };
    for (const std::string name :
         {"retry", "skip", "compensate", "cancel", "terminate", "pause", "resume"}) {
        const Response response = post(path_of(some_id()) + "/" + name + "?plan=true", "");
        EXPECT_EQ(response.status, 200) << name << response.body;
        EXPECT_EQ(json_of(response)["hash"], "9-1-abc");
        EXPECT_EQ(header_of(response, "ETag"), "\"9\"");
        EXPECT_TRUE(engine.actions.back().plan) << name;
        EXPECT_EQ(to_string(engine.actions.back().action), name);
    }
    EXPECT_TRUE(logger.lines().empty()) << "nothing was done";
}

TEST_F(Instances, PlanOnlyWhatCouldBeDone) {
    EXPECT_EQ(post(path_of(some_id()) + "/cancel?plan=perhaps", "").status, 400);
    EXPECT_EQ(post(path_of(some_id()) + "/cancel?plans=true", "").status, 400);
    EXPECT_EQ(post(path_of(some_id()) + "/rewind?plan=true", "").status, 422);
    EXPECT_EQ(post(path_of(some_id()) + "/variables?plan=true", "{}").status, 422);
    EXPECT_EQ(post(path_of(some_id()) + "/resolve?plan=true", R"({"step": "s"})").status, 422);
    EXPECT_TRUE(engine.actions.empty());
    EXPECT_EQ(post(path_of(some_id()) + "/cancel?plan=false", R"({"reason": "r"})").status, 200);
    EXPECT_FALSE(engine.actions.back().plan);
}

TEST_F(Instances, TakeThePlansHashInPlaceOfIfMatch) {
    const std::string body = R"({"reason": "r"})";
    const std::string path = path_of(some_id()) + "/terminate";
    EXPECT_EQ(post(path, body, {{"plan-hash", "9-1-abc"}}).status, 200);
    EXPECT_EQ(engine.actions.back().plan_hash, "9-1-abc");
    EXPECT_EQ(post(path, R"({"reason": "r", "plan": "9-1-abd"})").status, 200);
    EXPECT_EQ(engine.actions.back().plan_hash, "9-1-abd");
    EXPECT_EQ(engine.actions.back().arguments, Json::object());
    const std::string two = R"({"reason": "r", "plan": "9-1-abd"})";
    EXPECT_EQ(post(path, two, {{"plan-hash", "9-1-abc"}}).status, 422);
    EXPECT_EQ(post(path, two, {{"plan-hash", "9-1-abd"}}).status, 200);
    EXPECT_EQ(post(path, R"({"reason": "r", "plan": 7})").status, 422);
}

TEST_F(Instances, CheckTheMembersOfNewActions) {
    const auto status = [&](const std::string& action, const std::string& members) {
        return post(path_of(some_id()) + "/" + action, R"({"reason": "r")" + members + "}").status;
    };
    EXPECT_EQ(status("variables", ""), 422);
    EXPECT_EQ(status("variables", R"(, "set": {}, "unset": [])"), 422);
    EXPECT_EQ(status("variables", R"(, "set": [1])"), 422);
    EXPECT_EQ(status("variables", R"(, "set": {"1a": 1})"), 422);
    EXPECT_EQ(status("variables", R"(, "set": {"a b": 1})"), 422);
    EXPECT_EQ(status("variables", R"(, "unset": ["a", 1])"), 422);
    EXPECT_EQ(status("variables", R"(, "unset": "a")"), 422);
    EXPECT_EQ(status("variables", R"(, "set": {"a": null})"), 200);
    EXPECT_EQ(status("rewind", ""), 422);
    EXPECT_EQ(status("rewind", R"(, "state": 1)"), 422);
    EXPECT_EQ(status("rewind", R"(, "state": "s")"), 200);
    EXPECT_EQ(status("retry", R"(, "with": null)"), 422);
    EXPECT_EQ(status("retry", R"(, "with": {"a": 1})"), 200);
    EXPECT_EQ(engine.actions.back().arguments, Json({{"with", {{"a", 1}}}}));
}

TEST_F(Instances, ReadIfMatchStrictly) {
    const auto status = [&](const std::string& tag) {
        return post(path_of(some_id()) + "/retry", "{}", {{"if-match", tag}}).status;
    };
    EXPECT_EQ(status("5"), 400);
    EXPECT_EQ(status("\"abc\""), 412);
    EXPECT_EQ(status("\"5\""), 200);
    EXPECT_EQ(status("*"), 200);
}

TEST_F(Instances, CheckWhatResolvingNeeds) {
    const auto status = [&](const std::string& members) {
        return post(path_of(some_id()) + "/resolve", R"({"reason": "r", )" + members + "}").status;
    };
    EXPECT_EQ(status(R"("step": "s", "resolution": "dnoe")"), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "done")"), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "done", "evidence": "T-1")"), 200);
    EXPECT_EQ(status(R"("step": "s", "resolution": "done", "evidence": " ")"), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "done", "evidence": {})"), 422);
    const auto evidence = [](std::size_t bytes) {
        return R"("step": "s", "resolution": "done", "evidence": ")" + std::string(bytes, 'x') +
               '"';
    };
    EXPECT_EQ(status(evidence(limits::kEvidenceBytesMax)), 200);
    EXPECT_EQ(status(evidence(limits::kEvidenceBytesMax + 1)), 422);
    const std::string document = R"("step": "s", "resolution": "done", "evidence": {"a": ")" +
                                 std::string(limits::kEvidenceBytesMax, 'x') + R"("})";
    EXPECT_EQ(status(document), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "done", "evidence": {"ticket": 7})"), 200);
    EXPECT_EQ(status(R"("resolution": "retry")"), 422);
    EXPECT_EQ(status(R"("step": "s")"), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "done", "evidence": "T", "with": {})"), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "retry", "visit": 0)"), 422);
    EXPECT_EQ(status(R"("step": "s", "resolution": "retry", "hash": "x")"), 400);
}

TEST_F(Instances, AnswerTheNewOneWhenAnEndedOneIsRetried) {
    engine.on_act = [](const ActOnInstance&, auto reply) {
        reply(Acted{2, instance_document(some_id(5))});
    };
    const Response response = post(path_of(some_id()) + "/retry", "{}");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header_of(response, "Location"), path_of(some_id(5)));
    EXPECT_EQ(header_of(response, "ETag"), "\"2\"");
}

TEST_F(Instances, PassRefusalsOfActionsOn) {
    const std::vector<std::pair<ErrorCode, int>> table{
        {ErrorCode::kNotFound, 404},
        {ErrorCode::kConflict, 409},
        {ErrorCode::kPreconditionFailed, 412},
        {ErrorCode::kUnprocessable, 422}};
    for (const auto& [code, status] : table) {
        engine.on_act = [code = code](const ActOnInstance&, auto reply) {
            reply(Error{code, "the reason"});
        };
        const Response response = post(path_of(some_id()) + "/pause", "{}");
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(json_of(response)["detail"], "the reason");
    }
}

TEST_F(Instances, ForwardActionsToTheOwner) {
    engine.on_act = [](const ActOnInstance&, auto reply) {
        reply(Error{ErrorCode::kNotOwner, "elsewhere"});
    };
    engine.owner = "http://node-2:1";
    forwarder.answer = json_response(200, instance_document(some_id()));
    EXPECT_EQ(post(path_of(some_id()) + "/pause", "{}").status, 200);
    ASSERT_EQ(forwarder.sent.size(), 1u);
    EXPECT_EQ(forwarder.sent[0].request.target, path_of(some_id()) + "/pause");
    ASSERT_NE(forwarder.sent[0].request.header(kClientHeader), nullptr);
    EXPECT_EQ(*forwarder.sent[0].request.header(kClientHeader), "127.0.0.1");
}

// The history tells who asked, whichever node was asked.
TEST_F(Instances, RememberWhoAskedTheNodeThatForwards) {
    const std::string forwarded(kForwardedHeader);
    const std::string client(kClientHeader);
    const std::string path = path_of(some_id()) + "/pause";
    EXPECT_EQ(post(path, "{}", {{forwarded, "1"}, {client, "10.0.0.7"}}).status, 200);
    EXPECT_EQ(engine.actions.back().actor, "api@10.0.0.7");
    EXPECT_EQ(post(path, "{}", {{client, "10.0.0.7"}}).status, 200);
    EXPECT_EQ(engine.actions.back().actor, "api@127.0.0.1") << "only nodes speak for others";
}

TEST_F(Instances, NobodyActsInTheNameOfABulkJob) {
    const std::string path = path_of(some_id()) + "/pause";
    EXPECT_EQ(post(path, "{}", {{kBulkHeader, "a-job"}}).status, 200);
    EXPECT_EQ(engine.actions.back().actor, "api@127.0.0.1");
    EXPECT_EQ(engine.actions.back().bulk, "");
    const std::string forwarded(kForwardedHeader);
    const std::string client(kClientHeader);
    EXPECT_EQ(
        post(path, "{}", {{kBulkHeader, "a-job"}, {forwarded, "1"}, {client, kBulkClient}}).status,
        200
    );
    EXPECT_EQ(engine.actions.back().bulk, "a-job") << "of another node's";
    EXPECT_EQ(engine.actions.back().actor, "bulk@a-job");
}

TEST_F(Instances, KnowNoOtherActions) {
    EXPECT_EQ(post(path_of(some_id()) + "/explode", "{}").status, 404);
    EXPECT_EQ(get(path_of(some_id()) + "/retry").status, 405);
}

}  // namespace
}  // namespace sagaflow::api
