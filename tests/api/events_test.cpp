#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

using Events = ApiTest;

constexpr const char* kEvent =
    R"({"specversion": "1.0", "id": "1", "source": "shop", "type": "order.paid",
    "key": "A-1", "subject": "S", "time": "2026-01-31T08:00:00Z", "custom": 7,
    "data": {"amount": 30}})";
const NameValue kStructured{"content-type", "application/cloudevents+json; charset=utf-8"};
const NameValue kBatch{"content-type", "application/cloudevents-batch+json"};

TEST_F(Events, AreTakenInStructuredForm) {
    const Response response = send("POST", "/v1/events", kEvent, {kStructured});
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(json_of(response), Json({{"id", "1"}, {"duplicate", false}, {"matched", 1}}));
    ASSERT_EQ(engine.events.size(), 1u);
    const EventMessage& event = engine.events[0];
    EXPECT_EQ(event.identity, (EventIdentity{"shop", "1"}));
    EXPECT_EQ(event.address, (EventAddress{"order.paid", "A-1"}));
    EXPECT_EQ(event.data, Json({{"amount", 30}}));
    EXPECT_EQ(event.attributes["custom"], 7);
    EXPECT_EQ(event.attributes["subject"], "S");
    EXPECT_EQ(event.received_at, clock.now());
}

TEST_F(Events, AreTakenAsPlainJson) {
    EXPECT_EQ(post("/v1/events", kEvent).status, 202);
    EXPECT_EQ(post("/v1/events", std::string("[") + kEvent + "]").status, 202);
}

TEST_F(Events, CorrelateByKeyElseSubject) {
    const auto key_of = [&](const std::string& members) {
        const std::string event =
            R"({"specversion": "1.0", "id": "1", "source": "s", "type": "t")" + members + "}";
        EXPECT_EQ(send("POST", "/v1/events", event, {kStructured}).status, 202);
        return engine.events.back().address.key;
    };
    EXPECT_EQ(key_of(R"(, "key": "K", "subject": "S")"), "K");
    EXPECT_EQ(key_of(R"(, "subject": "S")"), "S");
    EXPECT_EQ(key_of(R"(, "key": 42)"), "42");
    EXPECT_EQ(key_of(R"(, "key": null, "subject": "S")"), "S");
    EXPECT_EQ(key_of(""), "");
}

TEST_F(Events, AreTakenInBinaryForm) {
    const Response response = send(
        "POST",
        "/v1/events",
        R"({"amount": 30})",
        {{"content-type", "application/json"},
         {"ce-specversion", "1.0"},
         {"ce-id", "1"},
         {"ce-source", "/shop%20one"},
         {"ce-type", "order.paid"},
         {"ce-key", "Gr%C3%BC%C3%9Fe"}}
    );
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(engine.events[0].identity.source, "/shop one");
    EXPECT_EQ(engine.events[0].address.key, "Gr\u00fc\u00dfe");
    EXPECT_EQ(engine.events[0].data, Json({{"amount", 30}}));
}

TEST_F(Events, KeepBinaryDataThatIsNoJson) {
    std::vector<NameValue> headers{
        {"content-type", "text/plain"},
        {"ce-specversion", "1.0"},
        {"ce-id", "1"},
        {"ce-source", "s"},
        {"ce-type", "t"}};
    EXPECT_EQ(send("POST", "/v1/events", "hello", headers).status, 202);
    EXPECT_EQ(engine.events.back().data, "hello");
    headers[0].value = "image/png";
    EXPECT_EQ(send("POST", "/v1/events", "\x89PNG\xff", headers).status, 202);
    EXPECT_EQ(engine.events.back().data, "iVBOR/8=");
    EXPECT_EQ(engine.events.back().attributes["dataencoding"], "base64");
    headers[0].value = "application/json";
    EXPECT_EQ(send("POST", "/v1/events", "{broken", headers).status, 400);
}

TEST_F(Events, DecodeBase64Data) {
    const std::string start = R"({"specversion": "1.0", "id": "1", "source": "s", "type": "t", )";
    const auto status = [&](const std::string& members) {
        return send("POST", "/v1/events", start + members + "}", {kStructured}).status;
    };
    EXPECT_EQ(status(R"("data_base64": "eyJhIjoxfQ==")"), 202);
    EXPECT_EQ(engine.events.back().data, Json({{"a", 1}}));
    EXPECT_EQ(status(R"("datacontenttype": "image/png", "data_base64": "iVBOR/8=")"), 202);
    EXPECT_EQ(engine.events.back().data, "iVBOR/8=");
    EXPECT_EQ(status(R"("data_base64": "!!")"), 400);
    EXPECT_EQ(status(R"("data_base64": "eyJhIjoxfQ==", "data": 1)"), 400);
}

TEST_F(Events, RefuseWhatIsNoCloudEventWithEveryPointer) {
    const Response response = send(
        "POST",
        "/v1/events",
        R"({"specversion": "0.3", "id": "", "Type": "t", "time": "noon"})",
        {kStructured}
    );
    EXPECT_EQ(response.status, 400);
    const Json body = json_of(response);
    EXPECT_EQ(body["code"], "invalid-event");
    std::vector<std::string> pointers;
    for (const Json& item : body["errors"]) pointers.push_back(item["pointer"]);
    std::sort(pointers.begin(), pointers.end());
    EXPECT_EQ(
        pointers,
        (std::vector<std::string>{"/Type", "/id", "/source", "/specversion", "/time", "/type"})
    );
    EXPECT_TRUE(engine.events.empty());
}

TEST_F(Events, NameTheHeaderOfABrokenBinaryEvent) {
    const Response response =
        send("POST", "/v1/events", "", {{"ce-specversion", "1.0"}, {"ce-id", "1"}});
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json_of(response)["errors"][0]["parameter"], "ce-source");
}

TEST_F(Events, RefuseTooLongFields) {
    const std::string event =
        R"({"specversion": "1.0", "id": "1", "source": "s", "type": "t", "key": ")" +
        std::string(600, 'k') + "\"}";
    EXPECT_EQ(send("POST", "/v1/events", event, {kStructured}).status, 400);
}

TEST_F(Events, RefuseAWholeBatchForOneBrokenEvent) {
    const std::string batch =
        std::string("[") + kEvent + R"(, {"specversion": "1.0", "id": "2", "type": "t"}])";
    const Response response = send("POST", "/v1/events", batch, {kBatch});
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json_of(response)["errors"][0]["pointer"], "/1/source");
    EXPECT_TRUE(engine.events.empty());
}

TEST_F(Events, NameTheEventWhoseDataIsNoJson) {
    // "{broken" in base64, said to be JSON.
    const std::string batch = std::string("[") + kEvent +
                              R"(, {"specversion": "1.0", "id": "2", "source": "s", "type": "t",
                                   "data_base64": "e2Jyb2tlbg=="}])";
    const Response response = send("POST", "/v1/events", batch, {kBatch});
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json_of(response)["errors"][0]["pointer"], "/1/data_base64");
}

TEST_F(Events, OfABatchAreNoLongerThanSingleOnes) {
    const std::string batch = std::string("[") + kEvent +
                              R"(, {"specversion": "1.0", "id": "2", "source": "s", "type": "t",
                                   "data": ")" +
                              std::string(limits::kRequestBytesMax, 'x') + "\"}]";
    const Response response = send("POST", "/v1/events", batch, {kBatch});
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(json_of(response)["errors"][0]["pointer"], "/1");
    EXPECT_TRUE(engine.events.empty());
}

// The Content-Type of a binary event is kept with it, and only text can be kept.
TEST_F(Events, RefuseAContentTypeThatIsNoUtf8) {
    const std::vector<NameValue> headers{
        {"content-type", "text/plain; charset=\xe2\x8a"},
        {"ce-specversion", "1.0"},
        {"ce-id", "1"},
        {"ce-source", "s"},
        {"ce-type", "t"}};
    const Response response = send("POST", "/v1/events", "hello", headers);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json_of(response)["errors"][0]["parameter"], "content-type");
}

TEST_F(Events, AreBinaryWithAnyAttributeInAHeader) {
    const Response response = post("/v1/events", "{}", {{"ce-source", "s"}});
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(json_of(response)["errors"][0]["parameter"], "ce-specversion");
}

TEST_F(Events, ReadQuotedHeaderValues) {
    const Response response = post(
        "/v1/events",
        "{}",
        {{"ce-specversion", "1.0"},
         {"ce-id", R"("a \"b\" %41")"},
         {"ce-source", "s"},
         {"ce-type", "t"}}
    );
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(engine.events.back().identity.id, "a \"b\" A");
}

TEST_F(Events, AnswerABatchItemByItem) {
    const std::string batch = std::string("[") + kEvent +
                              R"(, {"specversion": "1.0", "id": "2", "source": "s", "type": "t"}])";
    engine.on_deliver = [](const EventMessage& event, auto reply) {
        reply(Delivered{event.identity.id == "1", 0});
    };
    const Response response = send("POST", "/v1/events", batch, {kBatch});
    EXPECT_EQ(response.status, 202);
    const Json items = json_of(response)["items"];
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0]["duplicate"], true);
    EXPECT_EQ(items[1]["id"], "2");
    EXPECT_EQ(send("POST", "/v1/events", "[]", {kBatch}).status, 202);
    EXPECT_EQ(send("POST", "/v1/events", "{}", {kBatch}).status, 400);
}

TEST_F(Events, RefuseOtherContentTypes) {
    EXPECT_EQ(
        send("POST", "/v1/events", kEvent, {{"content-type", "application/xml"}}).status, 415
    );
}

TEST_F(Events, SayWhenTheOutcomeIsNotKnown) {
    context.settings.request_deadline_ms = 50;
    engine.on_deliver = [](const EventMessage&, auto) {};
    EXPECT_EQ(post("/v1/events", kEvent).status, 503);
    engine.on_deliver = [](const EventMessage&, auto reply) {
        reply(Error{ErrorCode::kUnavailable, "away"});
    };
    EXPECT_EQ(post("/v1/events", kEvent).status, 503);
}

TEST_F(Events, CarryTheTraceOfTheRequestUnlessTheyHaveOne) {
    const std::string own = "00-11111111111111111111111111111111-2222222222222222-01";
    const std::string outer = "00-33333333333333333333333333333333-4444444444444444-01";
    post("/v1/events", kEvent, {{"traceparent", outer}});
    EXPECT_EQ(engine.events.back().traceparent, outer);
    post(
        "/v1/events",
        R"({"specversion": "1.0", "id": "9", "source": "s", "type": "t", "traceparent": ")" + own +
            "\"}",
        {{"traceparent", outer}}
    );
    EXPECT_EQ(engine.events.back().traceparent, own);
}

TEST_F(Events, AreListedInPagesWithTheDedupWindow) {
    store::CommitBatch batch;
    for (int i = 1; i <= 3; ++i) {
        store::StoredEvent stored;
        stored.event.identity = {"shop", std::to_string(i)};
        stored.event.address = {"order.paid", "K"};
        stored.event.attributes = Json::object();
        stored.event.received_at = {clock.now().ms + i};
        stored.state = i == 1 ? store::EventState::kConsumed : store::EventState::kKept;
        stored.expires_at = {clock.now().ms + 1'000'000};
        batch.events.push_back(stored);
    }
    ASSERT_EQ(database->commit(batch).outcome, store::CommitClass::kCommitted);
    const Json first = json_of(get("/v1/events?limit=2"));
    EXPECT_EQ(first["dedupWindow"], "7d");
    ASSERT_EQ(first["items"].size(), 2u);
    EXPECT_EQ(first["items"][0]["id"], "3");
    const Json second =
        json_of(get("/v1/events?limit=2&cursor=" + first["next"].get<std::string>()));
    ASSERT_EQ(second["items"].size(), 1u);
    EXPECT_TRUE(second["next"].is_null());
    EXPECT_EQ(json_of(get("/v1/events?state=consumed"))["items"].size(), 1u);
    EXPECT_EQ(json_of(get("/v1/events?type=other"))["items"].size(), 0u);
    EXPECT_EQ(get("/v1/events?state=lost").status, 400);
}

}  // namespace
}  // namespace sagaflow::api
