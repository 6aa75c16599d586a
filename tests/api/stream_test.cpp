// GET /v1/stream as browsers and other nodes see it: the real server, engine and sockets.
#include "tests/api/support/cluster_rig.hpp"

namespace sagaflow::api {
namespace {

constexpr const char* kListener = R"({"saga": "listener", "start": "listen", "states": {
    "listen": {"type": "receive", "timeout": "never",
               "on": [{"event": "go", "key": "k", "next": "done"}]},
    "done": {"type": "succeed"}}})";
constexpr const char* kAtOnce = R"({"saga": "at-once", "start": "done", "states": {
    "done": {"type": "succeed"}}})";

class Stream : public Cluster {
protected:
    ServedNode& one() {
        if (nodes.empty()) {
            ServedNode& node = add_node("a");
            node.deploy(kListener);
            node.deploy(kAtOnce);
        }
        return *nodes.front();
    }
    RawAnswer act(const std::string& id, const std::string& action) {
        return one().call(
            "POST", "/v1/instances/" + id + "/" + action, R"({"reason": "for the test"})"
        );
    }
};

TEST_F(Stream, OpensAndTellsOfEveryChange) {
    EventClient client(one().port(), "/v1/stream");
    EXPECT_EQ(client.head().status, 200);
    EXPECT_EQ(client.head().headers.at("content-type"), "text/event-stream");
    EXPECT_EQ(client.head().headers.at("cache-control"), "no-store");
    EXPECT_TRUE(client.head().headers.contains("date"));
    EXPECT_FALSE(client.head().headers.contains("content-length"));
    EXPECT_EQ(client.until("ready"), Json({{"resumed", false}}));
    const std::string id = one().start("listener");
    const auto told = client.until("instance", id);
    ASSERT_TRUE(told);
    EXPECT_EQ((*told)["status"], "running");
    EXPECT_EQ((*told)["saga"], "listener");
    EXPECT_EQ((*told)["states"], Json::array({"listen"}));
    EXPECT_TRUE((*told)["why"].get<std::string>().starts_with("waits for go of key \"k\""));
    const Json shown = Json::parse(one().call("GET", "/v1/instances/" + id).body);
    EXPECT_EQ((*told)["seq"], shown["seq"]);
    EXPECT_EQ((*told)["updatedAt"], shown["updatedAt"]);
    EXPECT_EQ(act(id, "pause").status, 200);
    EXPECT_EQ((*client.until("instance", id))["status"], "paused");
}

TEST_F(Stream, TellsOfManyChangesOfOneInstanceAtOnce) {
    EventClient client(one().port(), "/v1/stream");
    (void)client.until("ready");
    const auto begin = std::chrono::steady_clock::now();
    const std::string id = one().start("listener");
    for (int i = 0; i < 30; ++i) {
        EXPECT_EQ(act(id, i % 2 == 0 ? "pause" : "resume").status, 200);
    }
    const std::string shown = one().call("GET", "/v1/instances/" + id).body;
    const auto last = Json::parse(shown)["seq"].get<int>();
    int events = 0;
    for (int seen = 0; seen < last;) {
        const auto told = client.until("instance", id);
        ASSERT_TRUE(told);
        EXPECT_GT((*told)["seq"].get<int>(), seen) << "never back";
        seen = (*told)["seq"].get<int>();
        ++events;
    }
    const auto spent = std::chrono::steady_clock::now() - begin;
    EXPECT_LE(events, spent / std::chrono::milliseconds(250) + 1);
}

TEST_F(Stream, FiltersAsTheListDoes) {
    EventClient done(one().port(), "/v1/stream?status=completed&saga=at-once");
    EventClient running(one().port(), "/v1/stream?status=running&saga=listener");
    (void)done.until("ready");
    (void)running.until("ready");
    const std::string listener = one().start("listener");
    const std::string ended = one().start("at-once");
    const auto first = done.until("instance");
    EXPECT_EQ((*first)["id"], ended);
    EXPECT_EQ((*first)["status"], "completed");
    EXPECT_EQ((*running.until("instance"))["id"], listener);
    EXPECT_EQ(act(listener, "cancel").status, 200);
    const auto left = running.until("left", listener);
    EXPECT_EQ((*left)["status"], "compensated");
}

TEST_F(Stream, GoesOnAfterAShortGap) {
    auto client = std::make_unique<EventClient>(one().port(), "/v1/stream");
    const std::string before = one().start("listener");
    (void)client->until("instance", before);
    const std::string seen = client->last_id();
    client.reset();
    const std::string missed = one().start("listener");
    EventClient again(one().port(), "/v1/stream", seen);
    EXPECT_EQ(again.until("ready"), Json({{"resumed", true}}));
    const auto next = again.next();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->event, "instance");
    EXPECT_EQ(Json::parse(next->data)["id"], missed) << "and nothing twice";
    EventClient by_query(one().port(), "/v1/stream?after=" + seen);
    EXPECT_EQ(by_query.until("ready"), Json({{"resumed", true}}));
}

TEST_F(Stream, SaysThatItCannotGoOn) {
    EventClient client(one().port(), "/v1/stream", "of-another-process-7");
    EXPECT_EQ(client.until("ready"), Json({{"resumed", false}}));
    EXPECT_TRUE(client.until("reset"));
}

TEST_F(Stream, ShowsThatItIsAliveAndWhereItIs) {
    options.stream_heartbeat_ms = 20;
    EventClient client(one().port(), "/v1/stream?saga=nobody");
    std::string text;
    while (text.find(": still here\n\n") == std::string::npos) {
        const std::string more = client.receive_some();
        ASSERT_FALSE(more.empty());
        text += more;
    }
    EXPECT_TRUE(text.starts_with("retry: ")) << text;
    EXPECT_EQ(text.find("id: "), text.find("\n\n") + 2) << text;
}

TEST_F(Stream, ServesClientsThatCloseAfterwardsAsProxiesSay) {
    RawClient client(one().port());
    const RawAnswer head =
        client.ask("GET /v1/stream HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(head.status, 200);
    EXPECT_FALSE(client.receive_some().empty());
}

// Browsers send it over a connection that has just brought an answer, whose thread still stays.
TEST_F(Stream, OpensOnAConnectionThatWasJustServed) {
    RawClient client(one().port());
    ASSERT_TRUE(client.send(
        "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\nGET /v1/stream HTTP/1.1\r\nHost: h\r\n\r\n"
    ));
    EXPECT_EQ(client.receive().status, 200);
    const RawAnswer head = client.receive();
    EXPECT_EQ(head.status, 200) << head.body;
    EXPECT_EQ(head.headers.at("content-type"), "text/event-stream");
}

TEST_F(Stream, RefusesWhatItCannotServe) {
    const auto status = [&](const std::string& target, const std::string& body = "") {
        return one().call("GET", target, body).status;
    };
    EXPECT_EQ(status("/v1/stream?stauts=running"), 400);
    EXPECT_EQ(status("/v1/stream?status=runing"), 400);
    EXPECT_EQ(status("/v1/stream?scope=moon"), 400);
    EXPECT_EQ(status("/v1/stream?limit=3"), 400);
    EXPECT_EQ(one().call("POST", "/v1/stream").status, 405);
    const RawAnswer odd = RawClient(one().port())
                              .ask(
                                  "GET /v1/stream HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                                  "Content-Length: 1\r\n\r\nx"
                              );
    EXPECT_EQ(odd.status, 400) << "not a plain one";
    RawClient client(one().port());
    ASSERT_TRUE(client.send("HEAD /v1/stream HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_EQ(client.receive(5'000, true).headers.at("content-type"), "text/event-stream");
}

TEST_F(Stream, OfTooManyIsRefused) {
    for (std::size_t i = 0; i < limits::kStreamsMax; ++i) {
        ASSERT_TRUE(one().hub().open(StreamScope::kNode, std::nullopt));
    }
    const RawAnswer refused = one().call("GET", "/v1/stream");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.headers.at("retry-after"), "5");
    EXPECT_NE(refused.body.find("kStreamsMax"), std::string::npos);
    one().hub().close(1);
    EventClient client(one().port(), "/v1/stream");
    EXPECT_EQ(client.head().status, 200);
}

TEST_F(Stream, IsForgottenWhenItsClientGoesAway) {
    auto client = std::make_unique<EventClient>(one().port(), "/v1/stream");
    (void)client->until("ready");
    EXPECT_EQ(one().hub().open_readers(), 1u);
    client.reset();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (one().hub().open_readers() > 0 && std::chrono::steady_clock::now() < give_up) {
        (void)one().call("GET", "/healthz");
    }
    EXPECT_EQ(one().hub().open_readers(), 0u);
}

TEST_F(Stream, EndsWithTheServerAtOnce) {
    EventClient client(one().port(), "/v1/stream");
    (void)client.until("ready");
    const auto begin = std::chrono::steady_clock::now();
    one().server().stop(60'000);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(one().hub().open_readers(), 0u);
}

TEST_F(Stream, OfOneNodeTellsOfAllNodes) {
    ServedNode& first = one();
    ServedNode& second = add_node("b");
    second.deploy(kListener);
    wait_until_shared();
    EventClient client(first.port(), "/v1/stream");
    (void)client.until("ready");
    (void)client.until("reset");  // the other node is heard from now on
    EventClient alone(second.port(), "/v1/stream?scope=node");
    (void)alone.until("ready");
    const std::string there = second.start("listener");
    const std::string here = first.start("listener");
    std::set<std::string> missing{there, here};
    while (!missing.empty()) {
        const auto told = client.until("instance");
        ASSERT_TRUE(told);
        EXPECT_EQ((*told)["status"], "running");
        missing.erase((*told)["id"]);
    }
    const auto only = alone.next();
    ASSERT_TRUE(only);
    EXPECT_EQ(Json::parse(only->data)["id"], there);
}

TEST_F(Stream, HearsOfANodeThatComesLaterAndGoes) {
    ServedNode& first = one();
    EventClient client(first.port(), "/v1/stream");
    (void)client.until("ready");
    ServedNode& second = add_node("b");
    second.deploy(kListener);
    wait_until_shared();
    (void)client.until("reset");
    const std::string there = second.start("listener");
    EXPECT_TRUE(client.until("instance", there));
    second.stop_serving();
    EXPECT_TRUE(client.head().status == 200);
    const std::string here = first.start("listener");
    EXPECT_TRUE(client.until("instance", here)) << "one that is away keeps nobody from going on";
}

}  // namespace
}  // namespace sagaflow::api
