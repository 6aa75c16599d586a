// Requests that are answered later, by somebody else than a thread of the server.
#include <atomic>
#include <list>
#include <thread>

#include "tests/api/support/http_server_fixture.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kLater =
    "POST /later HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}";

class AsyncServer : public HttpServerTest {
protected:
    AsyncServer() {
        options.threads = 1;
        try_async = [this](std::shared_ptr<const Request> request, auto sink) {
            if (!request->path().starts_with("/later")) return false;
            const std::lock_guard lock(mutex);
            kept.push_back({std::move(request), std::move(sink)});
            changed.notify_all();
            return true;
        };
    }
    ~AsyncServer() override { server.reset(); }

    struct Kept {
        std::shared_ptr<const Request> request;
        std::shared_ptr<AnswerSink> sink;
    };
    Kept take() {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return !kept.empty(); })
        );
        Kept first = std::move(kept.front());
        kept.erase(kept.begin());
        return first;
    }
    static void answer(const Kept& kept, std::string body) {
        kept.sink->give([kept, body = std::move(body)] {
            Response response = text_response(200, "text/plain", body);
            return response.with("X-Target", kept.request->target);
        });
    }

    std::vector<Kept> kept;
};

TEST_F(AsyncServer, AnswersLater) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kLater));
    answer(take(), "done");
    const RawAnswer first = client.receive();
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body, "done");
    EXPECT_EQ(first.headers.at("x-target"), "/later");
    EXPECT_EQ(first.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(client.ask(kGet).status, 200) << "the connection goes on";
}

TEST_F(AsyncServer, TakesNoThreadWhileItWaits) {
    start();
    std::list<RawClient> clients;
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(clients.emplace_back(server->port()).send(kLater));
    std::vector<Kept> waiting;
    for (int i = 0; i < 20; ++i) waiting.push_back(take());
    EXPECT_EQ(ask(kGet).status, 200) << "the only thread is free";
    for (const Kept& each : waiting) answer(each, "done");
    for (RawClient& client : clients) EXPECT_EQ(client.receive().body, "done");
}

TEST_F(AsyncServer, AnswersPipelinedRequestsInOrder) {
    start();
    RawClient client(server->port());
    std::string many;
    for (int i = 0; i < 10; ++i) {
        many += "POST /later" + std::to_string(i) +
                " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}";
    }
    ASSERT_TRUE(client.send(many));
    for (int i = 0; i < 10; ++i) {
        answer(take(), "x");
        EXPECT_EQ(client.receive().headers.at("x-target"), "/later" + std::to_string(i));
    }
}

TEST_F(AsyncServer, AnswersAtOnceFromWithin) {
    try_async = [](const std::shared_ptr<const Request>&, const auto& sink) {
        sink->give([] { return text_response(200, "text/plain", "now"); });
        return true;
    };
    start();
    RawClient client(server->port());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(kLater).body, "now");
}

TEST_F(AsyncServer, MakesBlockingAnswersOnAThread) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kLater));
    std::atomic<bool> other_served{false};
    take().sink->give_blocking([&] {
        // Whoever blocks here must not keep others from being read.
        RawClient other(server->port());
        EXPECT_TRUE(other.send(kLater));
        answer(take(), "other");
        other_served = other.receive().body == "other";
        return text_response(200, "text/plain", "slow");
    });
    EXPECT_EQ(client.receive().body, "slow");
    EXPECT_TRUE(other_served);
}

TEST_F(AsyncServer, SendsLongAnswersToSlowReaders) {
    options.threads = 2;  // a slow reader takes one
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kLater));
    const std::string body(20'000'000, 'x');
    answer(take(), body);
    EXPECT_EQ(ask(kGet).status, 200) << "others are served meanwhile";
    EXPECT_EQ(client.receive().body.size(), body.size());
}

TEST_F(AsyncServer, EndsTheConnectionAfterItsRequests) {
    options.keep_alive_requests = 2;
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kLater));
    answer(take(), "one");
    EXPECT_FALSE(client.receive().headers.contains("connection"));
    ASSERT_TRUE(client.send(kLater));
    answer(take(), "two");
    EXPECT_EQ(client.receive().headers.at("connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST_F(AsyncServer, LeavesLongBodiesAndClosingClientsToThreads) {
    start();
    const std::string closing =
        "POST /later HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    EXPECT_EQ(Json::parse(ask(closing).body)["target"], "/later") << "from the handler";
    const std::size_t length = limits::kHttpInlineBodyBytesMax + 1;
    const std::string large =
        "POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" +
        std::string(length, 'x');
    EXPECT_EQ(Json::parse(ask(large).body)["bodySize"], length);
    EXPECT_TRUE(kept.empty());
}

TEST_F(AsyncServer, ForgetsClientsThatWentAway) {
    start();
    std::optional<RawClient> gone(std::in_place, server->port());
    ASSERT_TRUE(gone->send(kLater));
    const Kept request = take();
    gone.reset();
    answer(request, "for nobody");
    EXPECT_EQ(ask(kGet).status, 200);
}

TEST_F(AsyncServer, StopWaitsForTheAnswers) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kLater));
    const Kept request = take();
    std::thread stopper([&] { server->stop(60'000); });
    answer(request, "at last");
    EXPECT_EQ(client.receive().body, "at last");
    stopper.join();
}

TEST_F(AsyncServer, SurvivesAnswersAfterItsEnd) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(kLater));
    const Kept request = take();
    server->stop(0);
    server.reset();
    answer(request, "too late");
    request.sink->give_blocking([] { return Response(); });
    EXPECT_TRUE(client.closed());
}

}  // namespace
}  // namespace sagaflow::api
