#include <future>
#include <thread>

#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

using Starts = ApiTest;

constexpr const char* kPath = "/v1/sagas/order/instances";
constexpr const char* kBody = R"({"input": {"orderId": "A-1"}})";

TEST_F(Starts, AnswerTheNewInstanceWithItsPlaceAndTag) {
    deploy_order();
    const Response response = post(kPath, kBody);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header_of(response, "ETag"), "\"3\"");
    EXPECT_EQ(
        header_of(response, "Location"),
        "/v1/instances/" + json_of(response)["id"].get<std::string>()
    );
    ASSERT_EQ(engine.starts.size(), 1u);
    EXPECT_EQ(engine.starts[0].input, Json({{"orderId", "A-1"}}));
    EXPECT_FALSE(engine.starts[0].key.has_value());
}

TEST_F(Starts, PassKeyVersionAndTraceOn) {
    deploy_order();
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const Response response = post(
        kPath, R"({"input": {"orderId": "A"}, "key": "K", "version": 1})", {{"traceparent", trace}}
    );
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header_of(response, "traceparent"), trace);
    EXPECT_EQ(engine.starts[0].key, "K");
    EXPECT_EQ(engine.starts[0].version, 1);
    EXPECT_EQ(engine.starts[0].traceparent, trace);
}

TEST_F(Starts, IgnoreABrokenTrace) {
    deploy_order();
    const Response response = post(kPath, kBody, {{"traceparent", "00-xyz"}});
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(header_of(response, "traceparent"), "");
    EXPECT_EQ(engine.starts[0].traceparent, "");
}

TEST_F(Starts, AnswerTheExistingInstanceOfAKeyWith200) {
    deploy_order();
    engine.on_start = [](const StartInstance&, auto reply) {
        reply(Started{false, some_id(), 7, instance_document(some_id())});
    };
    const Response response = post(kPath, kBody, {{"idempotency-key", "abc"}});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "Idempotency-Replayed"), "true");
    EXPECT_EQ(engine.starts[0].request_key, "abc");
    EXPECT_NE(engine.starts[0].request_fingerprint, 0u);
}

TEST_F(Starts, GiveAnotherBodyAnotherFingerprint) {
    deploy_order();
    post(kPath, kBody, {{"idempotency-key", "abc"}});
    post(kPath, R"({"input": {"orderId": "A-2"}})", {{"idempotency-key", "abc"}});
    EXPECT_NE(engine.starts[0].request_fingerprint, engine.starts[1].request_fingerprint);
}

TEST_F(Starts, RefuseAnIdempotencyKeyThatCannotBeKept) {
    deploy_order();
    EXPECT_EQ(post(kPath, kBody, {{"idempotency-key", ""}}).status, 400);
    EXPECT_EQ(post(kPath, kBody, {{"idempotency-key", std::string(600, 'x')}}).status, 400);
    EXPECT_EQ(post(kPath, kBody, {{"idempotency-key", "caf\xc3\xa9"}}).status, 400);
}

TEST_F(Starts, RefuseUnknownSagasWithASuggestion) {
    deploy_order();
    const Response response = post("/v1/sagas/ordre/instances", kBody);
    EXPECT_EQ(response.status, 404);
    EXPECT_NE(
        json_of(response)["detail"].get<std::string>().find("did you mean \"order\""),
        std::string::npos
    );
    EXPECT_EQ(post(kPath, R"({"input": {"orderId": "A"}, "version": 9})").status, 404);
}

TEST_F(Starts, RefuseUnknownMembersWith400AndASuggestion) {
    deploy_order();
    const Response response = post(kPath, R"({"inptu": {}, "input": {"orderId": "A"}})");
    EXPECT_EQ(response.status, 400);
    const Json item = json_of(response)["errors"][0];
    EXPECT_EQ(item["pointer"], "/inptu");
    EXPECT_EQ(item["hint"], "did you mean \"input\"?");
}

TEST_F(Starts, RefuseWrongMembersWith422) {
    deploy_order();
    EXPECT_EQ(post(kPath, "{}").status, 422);
    EXPECT_EQ(post(kPath, R"({"input": {"orderId": "A"}, "key": {}})").status, 422);
    EXPECT_EQ(post(kPath, R"({"input": {"orderId": "A"}, "key": ""})").status, 422);
    EXPECT_EQ(post(kPath, R"({"input": {"orderId": "A"}, "version": 0})").status, 422);
    EXPECT_EQ(post(kPath, "[]").status, 422);
    EXPECT_TRUE(engine.starts.empty());
}

TEST_F(Starts, HoldTheInputAgainstTheSchemaWithPointers) {
    deploy_order();
    const Response response = post(kPath, R"({"input": {"orderId": "A", "amount": "much"}})");
    EXPECT_EQ(response.status, 422);
    const Json body = json_of(response);
    EXPECT_EQ(body["code"], "invalid-input");
    EXPECT_EQ(body["errors"][0]["pointer"], "/input/amount");
}

TEST_F(Starts, RefuseWhatIsNoJsonWithLineAndColumn) {
    deploy_order();
    const Response response = post(kPath, "{\"input\":\n  nope}");
    EXPECT_EQ(response.status, 400);
    const Json body = json_of(response);
    EXPECT_EQ(body["code"], "invalid-json");
    EXPECT_EQ(body["errors"][0]["line"], 2);
    const std::string message = body["errors"][0]["message"];
    EXPECT_EQ(message.find("line"), std::string::npos) << "its members tell the place: " << message;
    const std::string detail = body["detail"];
    EXPECT_NE(detail.find("line 2, column"), std::string::npos);
    EXPECT_TRUE(detail.ends_with(message));
    for (const char* text :
         {"",
          "{\"input\": 1, \"input\": 2}",
          "{\"input\": \"\\u0000\"}",
          "{\"input\": \"\\ud800\"}",
          "{\"input\": 1e999}",
          "{\"input\": 123456789012345678901234567890}",
          "{\"input\": \"\xff\"}"}) {
        EXPECT_EQ(post(kPath, text).status, 400) << text;
    }
    EXPECT_EQ(post(kPath, std::string(100, '[')).status, 400);
}

TEST_F(Starts, BodiesAreCappedByTheSettings) {
    context.settings.bodies = {1'024, 4'096, 2'048};
    EXPECT_EQ(api.body_bytes_max("POST", kPath), 1'024U);
    EXPECT_EQ(api.body_bytes_max("POST", std::string(kPath) + "/batch"), 4'096U);
    EXPECT_EQ(api.body_bytes_max("POST", "/v1/events"), 4'096U);
    EXPECT_EQ(api.body_bytes_max("POST", "/v1/sagas"), 2'048U);
    EXPECT_EQ(api.body_bytes_max("POST", "/v1/sagas/validate"), 2'048U);
    EXPECT_EQ(api.body_bytes_max("POST", "/v1/instances/i-1/cancel"), 1'024U);
    EXPECT_EQ(api.body_bytes_max("POST", "/nowhere"), 1'024U);
}

TEST_F(Starts, RefuseTooLongBodiesWith413) {
    deploy_order();
    const std::string body = "{\"input\": \"" + std::string(limits::kRequestBytesMax, 'x') + "\"}";
    EXPECT_EQ(post(kPath, body).status, 413);
}

TEST_F(Starts, RefuseOtherContentTypes) {
    deploy_order();
    EXPECT_EQ(send("POST", kPath, kBody, {{"content-type", "text/plain"}}).status, 415);
    EXPECT_EQ(
        send("POST", kPath, kBody, {{"content-type", "application/json; charset=utf-8"}}).status,
        201
    );
    EXPECT_EQ(send("POST", kPath, kBody).status, 201);
}

TEST_F(Starts, RefuseRequestsOfOtherSites) {
    deploy_order();
    const std::vector<NameValue> foreign{
        {"host", "localhost:8080"}, {"origin", "http://evil.example"}};
    EXPECT_EQ(send("POST", kPath, kBody, foreign).status, 403);
    const std::vector<NameValue> own{
        {"host", "localhost:8080"}, {"origin", "http://localhost:8080"}};
    EXPECT_EQ(send("POST", kPath, kBody, own).status, 201);
    EXPECT_EQ(get("/v1/sagas", foreign).status, 200);
}

TEST_F(Starts, WaitForTheEndWhenAsked) {
    deploy_order();
    engine.on_start = [](const StartInstance& command, auto reply) {
        EXPECT_EQ(command.wait.ms, 10'000);
        reply(Started{true, some_id(), 8, instance_document(some_id(), "completed")});
    };
    const Response response = post(std::string(kPath) + "?wait=10s", kBody);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(json_of(response)["status"], "completed");
    EXPECT_EQ(header_of(response, "ETag"), "\"8\"");
}

TEST_F(Starts, Answer202WhenTheTimeIsUp) {
    deploy_order();
    engine.on_start = [](const StartInstance&, auto reply) {
        reply(Started{true, some_id(), 7, instance_document(some_id(), "parked")});
    };
    const Response response = post(std::string(kPath) + "?wait=20ms", kBody);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(json_of(response)["status"], "parked");
    EXPECT_EQ(header_of(response, "ETag"), "\"7\"");
}

TEST_F(Starts, AnswerFromTheDatabaseWhenTheInstanceWentToAnotherNode) {
    deploy_order();
    engine.on_start = [&](const StartInstance&, auto reply) {
        store_instance(some_id(), "order", InstanceStatus::kParked, 7);
        reply(Started{true, some_id(), 3, Json()});
    };
    const Response response = post(std::string(kPath) + "?wait=20ms", kBody);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(json_of(response)["status"], "parked");
    EXPECT_EQ(header_of(response, "ETag"), "\"7\"");
    EXPECT_TRUE(forwarder.sent.empty()) << "it was started: another node must not start another";
}

TEST_F(Starts, NameTheInstanceWhenItCannotBeRead) {
    deploy_order();
    engine.on_start = [&](const StartInstance&, auto reply) {
        queries.away = true;
        reply(Started{true, some_id(), 3, Json()});
    };
    const Response response = post(std::string(kPath) + "?wait=20ms", kBody);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(header_of(response, "Location"), "/v1/instances/" + some_id().text());
}

TEST_F(Starts, ShowTheStartWhenTooManyWait) {
    deploy_order();
    context.waits = limits::kHttpWaitsMax;
    const Response response = post(std::string(kPath) + "?wait=10s", kBody);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(engine.starts.back().wait.ms, 0);
    EXPECT_EQ(context.waits, limits::kHttpWaitsMax);
}

// A body that came in pieces is served by a thread: waiting must not take all of them.
TEST_F(Starts, WaitOnAPartOfTheThreadsOnly) {
    deploy_order();
    context.thread_waits = limits::kHttpThreadsMax / 2;
    EXPECT_EQ(post(std::string(kPath) + "?wait=10s", kBody).status, 202);
    EXPECT_EQ(engine.starts.back().wait.ms, 0);
    EXPECT_EQ(context.thread_waits, limits::kHttpThreadsMax / 2);
}

TEST_F(Starts, RefuseAWrongWait) {
    deploy_order();
    EXPECT_EQ(post(std::string(kPath) + "?wait=soon", kBody).status, 400);
    EXPECT_EQ(post(std::string(kPath) + "?wait=2h", kBody).status, 400);
    EXPECT_EQ(post(std::string(kPath) + "?wiat=1s", kBody).status, 400);
    EXPECT_TRUE(engine.starts.empty());
}

TEST_F(Starts, SayThatTheOutcomeIsNotKnownYet) {
    deploy_order();
    context.settings.request_deadline_ms = 50;
    Engine::Reply<Started> kept;
    engine.on_start = [&](const StartInstance&, auto reply) { kept = std::move(reply); };
    const Response response = post(kPath, kBody);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(json_of(response)["code"], "outcome-pending");
    EXPECT_NE(header_of(response, "Retry-After"), "");
    kept(Started{true, some_id(), 1, instance_document(some_id())});  // late, and harmless
}

TEST_F(Starts, TakeAnswersFromAnotherThread) {
    deploy_order();
    std::thread engine_thread;
    engine.on_start = [&](const StartInstance&, auto reply) {
        engine_thread = std::thread([reply] {
            reply(Started{true, some_id(), 1, instance_document(some_id())});
        });
    };
    EXPECT_EQ(post(kPath, kBody).status, 201);
    engine_thread.join();
}

TEST_F(Starts, PassTheEnginesRefusalsOn) {
    deploy_order();
    const std::vector<std::pair<ErrorCode, int>> table{
        {ErrorCode::kOverloaded, 503},
        {ErrorCode::kUnavailable, 503},
        {ErrorCode::kUnprocessable, 422},
        {ErrorCode::kInternal, 500},
        {ErrorCode::kTooLarge, 413}};
    for (const auto& [code, status] : table) {
        engine.on_start = [code = code](const StartInstance&, auto reply) {
            reply(Error{code, "why"});
        };
        const Response response = post(kPath, kBody);
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(header_of(response, "Retry-After").empty(), status != 503);
    }
}

TEST_F(Starts, GoToTheOwnerOfTheKey) {
    deploy_order();
    engine.on_start = [](const StartInstance&, auto reply) {
        reply(Error{ErrorCode::kNotOwner, "elsewhere"});
    };
    engine.owner = "http://node-2:8080";
    forwarder.answer = json_response(201, instance_document(some_id()));
    const Response response = post(kPath, kBody);
    EXPECT_EQ(response.status, 201);
    ASSERT_EQ(forwarder.sent.size(), 1u);
    EXPECT_EQ(forwarder.sent[0].base_url, "http://node-2:8080");
    EXPECT_EQ(forwarder.sent[0].request.body, kBody);
    EXPECT_EQ(engine.asked_keys.back(), "order/A-1");
}

TEST_F(Starts, AreNotForwardedTwice) {
    deploy_order();
    engine.on_start = [](const StartInstance&, auto reply) {
        reply(Error{ErrorCode::kNotOwner, "elsewhere"});
    };
    engine.owner = "http://node-2:8080";
    const Response response = post(kPath, kBody, {{"sagaflow-forwarded", "1"}});
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(json_of(response)["code"], "not-owner");
    EXPECT_TRUE(forwarder.sent.empty());
}

TEST_F(Starts, Answer503WhenTheOwnerIsAwayOrUnknown) {
    deploy_order();
    engine.on_start = [](const StartInstance&, auto reply) {
        reply(Error{ErrorCode::kNotOwner, "elsewhere"});
    };
    EXPECT_EQ(post(kPath, kBody).status, 503);
    engine.owner = "http://node-2:8080";
    EXPECT_EQ(post(kPath, kBody).status, 503);
    EXPECT_EQ(forwarder.sent.size(), 1u);
}

TEST_F(Starts, FindADefinitionThatAnotherNodeDeployed) {
    deploy_order();
    Catalog empty;
    Context other{
        engine,
        empty,
        queries,
        clock,
        logger,
        context.read_document,
        nullptr,
        Settings{},
        HttpMetrics(40)};
    Api second(other);
    Request request;
    request.method = "POST";
    request.target = kPath;
    request.body = kBody;
    EXPECT_EQ(second.handle(request).status, 201);
    EXPECT_TRUE(empty.contains("order"));
}

TEST_F(Starts, OfABatchHaveAResultEach) {
    deploy_order();
    const Response response = post(
        std::string(kPath) + "/batch",
        R"({"items": [{"input": {"orderId": "A"}}, {"input": {}}, {"inptu": 1}, 5,
            {"input": {"orderId": "B"}, "key": "K"}]})",
        {{"idempotency-key", "b"}}
    );
    EXPECT_EQ(response.status, 200);
    const Json items = json_of(response)["items"];
    ASSERT_EQ(items.size(), 5u);
    EXPECT_EQ(items[0]["status"], 201);
    EXPECT_EQ(items[0]["instance"]["saga"], "order");
    EXPECT_EQ(items[1]["status"], 422);
    EXPECT_EQ(items[1]["problem"]["errors"][0]["pointer"], "/items/1/input");
    EXPECT_EQ(items[2]["status"], 400);
    EXPECT_EQ(items[3]["status"], 422);
    EXPECT_EQ(items[4]["status"], 201);
    ASSERT_EQ(engine.starts.size(), 2u);
    EXPECT_EQ(engine.starts[0].request_key, "b/0");
    EXPECT_EQ(engine.starts[1].request_key, "b/4");
}

TEST_F(Starts, OfABatchAreAllWithTheEngineBeforeOneIsAwaited) {
    deploy_order();
    std::vector<Engine::Reply<Started>> replies;
    engine.on_start = [&](const StartInstance&, auto reply) {
        replies.push_back(std::move(reply));
        if (replies.size() < 3) return;
        for (auto& answer : replies)
            answer(Started{true, some_id(), 1, instance_document(some_id())});
    };
    const Response response = post(
        std::string(kPath) + "/batch",
        R"({"items": [{"input": {"orderId": "A"}}, {"input": {"orderId": "B"}},
            {"input": {"orderId": "C"}}]})"
    );
    const Json answer = json_of(response);
    for (const Json& item : answer.at("items")) EXPECT_EQ(item.at("status"), 201);
}

TEST_F(Starts, OfABatchAreRefusedWholeForAnUnknownSaga) {
    deploy_order();
    const Response response = post("/v1/sagas/oder/instances/batch", R"({"items": []})");
    EXPECT_EQ(response.status, 404);
    EXPECT_NE(json_of(response)["detail"].get<std::string>().find("\"order\""), std::string::npos);
    EXPECT_EQ(post(std::string(kPath) + "/batch?wait=1s", R"({"items": []})").status, 400);
}

TEST_F(Starts, RefuseABatchOfTooManyItems) {
    deploy_order();
    std::string body = R"({"items": [)";
    for (std::size_t i = 0; i <= limits::kBatchItemsMax; ++i) body += i == 0 ? "{}" : ",{}";
    EXPECT_EQ(post(std::string(kPath) + "/batch", body + "]}").status, 413);
    EXPECT_EQ(post(std::string(kPath) + "/batch", R"({"items": {}})").status, 422);
    EXPECT_EQ(post(std::string(kPath) + "/batch", "{}").status, 422);
}

}  // namespace
}  // namespace sagaflow::api
