// The server over real sockets: what hostile and unlucky clients do, and what they get.
#include <atomic>
#include <thread>

#include "tests/api/support/http_server_fixture.hpp"

namespace sagaflow::api {
namespace {

TEST_F(HttpServerTest, HandsRequestsOnAndAnswers) {
    start();
    const RawAnswer answer = ask(kGet);
    EXPECT_EQ(answer.status, 200);
    const Json seen = Json::parse(answer.body);
    EXPECT_EQ(seen["target"], "/x?a=%20b");
    EXPECT_EQ(seen["headers"]["x-one"], "Value");
    EXPECT_EQ(seen["remote"], "127.0.0.1");
    EXPECT_EQ(answer.headers.at("content-type"), "application/json");
    EXPECT_EQ(answer.headers.at("x-seen"), "yes");
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
}

TEST_F(HttpServerTest, KeepsConnectionsAlive) {
    start();
    RawClient client(server->port());
    for (int i = 0; i < 50; ++i) EXPECT_EQ(client.ask(kGet).status, 200);
    const RawAnswer last = client.ask("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(last.status, 200);
    EXPECT_EQ(last.headers.at("connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, ServesPipelinedRequestsInOrder) {
    start();
    RawClient client(server->port());
    std::string many;
    for (int i = 0; i < 20; ++i) {
        many +=
            "POST /n" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxx";
    }
    ASSERT_TRUE(client.send(many));
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(Json::parse(client.receive().body)["target"], "/n" + std::to_string(i));
    }
}

TEST_F(HttpServerTest, EndsAConnectionAfterItsRequests) {
    options.keep_alive_requests = 3;
    start();
    RawClient client(server->port());
    EXPECT_EQ(client.ask(kGet).status, 200);
    EXPECT_EQ(client.ask(kGet).status, 200);
    EXPECT_EQ(client.ask(kGet).headers.at("connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, ServesOldClients) {
    start();
    RawClient client(server->port());
    EXPECT_EQ(client.ask("GET /x HTTP/1.0\r\n\r\n").status, 200);
    EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n"));
    const RawAnswer answer = client.receive(RawClient::kPatienceMs, true);
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.headers.at("content-length"), "0");
    EXPECT_EQ(answer.headers.at("accept-ranges"), "none");
    EXPECT_EQ(client.ask(kGet).status, 200);  // and no byte of a body is in the way
}

// --- hostile bytes -----------------------------------------------------------------------------

TEST_F(HttpServerTest, RefusesLineBreaksInHeadersEvenWhenEscaped) {
    start();
    const std::string_view nul("GET /x HTTP/1.1\r\nHost: h\r\nX-A: a\0b\r\n\r\n", 38);
    for (const std::string_view request :
         {std::string_view("GET /x HTTP/1.1\r\nHost: h\r\nX-A: foo%0d%0aInjected: yes\r\n\r\n"),
          std::string_view("GET /x HTTP/1.1\r\nHost: h\r\nX-A: foo%0D%0AInjected: yes\r\n\r\n"),
          std::string_view("GET /x HTTP/1.1\r\nHost: h\r\nX-A: foo%00\r\n\r\n"),
          std::string_view("GET /x HTTP/1.1\r\nHost: h\r\nX-A: a\rb\r\n\r\n"),
          nul}) {
        const RawAnswer answer = ask(request);
        EXPECT_EQ(answer.status, 400) << request;
        EXPECT_EQ(answer.headers.count("injected"), 0u);
        EXPECT_EQ(Json::parse(answer.body)["code"], "invalid-request");
    }
}

TEST_F(HttpServerTest, RefusesWhatCouldBeReadInTwoWays) {
    start();
    for (const std::string_view request :
         {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n",
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5, 5\r\n\r\nhello",
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\nhello",
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0x5\r\n\r\nhello",
          "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length : 5\r\n\r\nhello",
          "GET /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "GET /x HTTP/1.1\r\nHost: h\r\n folded: yes\r\n\r\n",
          "GET /x HTTP/1.1\nHost: h\n\n",
          "GET /x HTTP/1.1\r\nHost: h\nX: y\r\n\r\n",
          "GET /x HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n",
          "GET /x HTTP/1.1\r\n\r\n",
          "GET /x HTTP/1.1\r\nHost: h\r\nnocolon\r\n\r\n",
          "GET /x HTTP/2.0\r\nHost: h\r\n\r\n",
          "GET  /x HTTP/1.1\r\nHost: h\r\n\r\n",
          "GET /x y HTTP/1.1\r\nHost: h\r\n\r\n",
          "\r\n\r\n",
          "nonsense\r\n\r\n"}) {
        RawClient client(server->port());
        const RawAnswer answer = client.ask(request);
        EXPECT_EQ(answer.status, 400) << request;
        EXPECT_TRUE(client.closed()) << request;
    }
}

TEST_F(HttpServerTest, RefusesCodingsThatItDoesNotKnow) {
    start();
    EXPECT_EQ(
        ask("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n").status, 501
    );
    EXPECT_EQ(
        ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx")
            .status,
        415
    );
}

TEST_F(HttpServerTest, RefusesMethodsThatItDoesNotKnow) {
    start();
    for (const std::string method : {"BREW", "get"}) {
        const RawAnswer answer = ask(method + " /x HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(answer.status, 501) << method;
        EXPECT_EQ(Json::parse(answer.body)["code"], "not-implemented");
    }
    EXPECT_EQ(ask("DELETE /x HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
}

TEST_F(HttpServerTest, ClosesWhenConnectionListsClose) {
    start();
    RawClient client(server->port());
    EXPECT_EQ(
        client.ask("GET /x HTTP/1.1\r\nHost: h\r\nConnection: foo, Close\r\n\r\n").status, 200
    );
    EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, RefusesTooMuchHeader) {
    start();
    std::string request = "GET /x HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 2'000; ++i)
        request += "X-" + std::to_string(i) + ": some value that is long\r\n";
    EXPECT_EQ(ask(request + "\r\n").status, 431);
    EXPECT_EQ(ask("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n").status, 414);
}

// A browser shows nothing for a problem document; everybody else gets one.
TEST_F(HttpServerTest, TellsBrowsersInWordsThatAnAddressIsTooLong) {
    start();
    const std::string line =
        "GET /ui/instances?q=" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n";
    const RawAnswer page = ask(line + "Accept: application/xml, Text/HTML;q=0.9\r\n\r\n");
    EXPECT_EQ(page.status, 414);
    EXPECT_EQ(page.headers.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_NE(page.body.find("at most 8000 bytes"), std::string::npos) << page.body;
    EXPECT_NE(page.body.find("/ui/"), std::string::npos);
    const RawAnswer other = ask(line + "X-Accept: text/html\r\nAccept: */*\r\n\r\n");
    EXPECT_EQ(other.headers.at("content-type"), kProblemType);
    EXPECT_EQ(Json::parse(other.body)["code"], "uri-too-long");
}

TEST_F(HttpServerTest, TakesAddressesUpToTheLimit) {
    start();
    const std::string target = "/" + std::string(limits::kHttpTargetBytesMax - 1, 'x');
    EXPECT_EQ(ask("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
}

TEST_F(HttpServerTest, IgnoresRangesAndCompression) {
    start();
    const RawAnswer answer = ask(
        "GET /x HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1,2-3\r\nAccept-Encoding: gzip, br\r\n\r\n"
    );
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.count("content-encoding"), 0u);
    EXPECT_FALSE(Json::parse(answer.body, nullptr, false).is_discarded());
}

TEST_F(HttpServerTest, SurvivesALongRange) {
    start();
    std::string ranges = "bytes=";
    while (ranges.size() < 7'900) ranges += "1-2,";
    (void)ask("GET /x HTTP/1.1\r\nHost: h\r\nRange: " + ranges + "3-4\r\n\r\n");
    EXPECT_EQ(ask(kGet).status, 200);
}

// --- slow and many -----------------------------------------------------------------------------

TEST_F(HttpServerTest, GivesUpOnSlowHeadersWithoutTakingAThread) {
    options.head_ms = 2'000;
    start();
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 20; ++i) {
        slow.push_back(std::make_unique<RawClient>(server->port()));
        ASSERT_TRUE(slow.back()->send("GET /x HTTP/1.1\r\nHo"));
    }
    EXPECT_EQ(
        ask(kGet).status, 200
    );  // five times as many as there are threads, and it still serves
    for (auto& client : slow) {
        EXPECT_EQ(client->receive().status, 408);
        EXPECT_TRUE(client->closed());
    }
}

TEST_F(HttpServerTest, ClosesIdleConnections) {
    options.idle_ms = 100;
    options.head_ms = 2'000;  // of one that says nothing, too
    start();
    RawClient client(server->port());
    EXPECT_EQ(client.ask(kGet).status, 200);
    RawClient silent(server->port());
    EXPECT_TRUE(client.closed());
    EXPECT_TRUE(silent.closed());
}

TEST_F(HttpServerTest, KeepsIdleConnectionsApartFromThreads) {
    start();
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 200; ++i) {
        idle.push_back(std::make_unique<RawClient>(server->port()));
        ASSERT_TRUE(idle.back()->connected());
    }
    for (int i = 0; i < 200; i += 20) {
        EXPECT_EQ(idle[static_cast<std::size_t>(i)]->ask(kGet).status, 200);
    }
}

TEST_F(HttpServerTest, RefusesConnectionsBeyondTheLimitOfAnAddress) {
    options.connections_per_address_max = 3;
    start();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(server->port()));
        EXPECT_EQ(clients.back()->ask(kGet).status, 200);
    }
    RawClient fourth(server->port());
    EXPECT_EQ(fourth.receive().status, 503);
    EXPECT_TRUE(fourth.closed());
    clients.clear();
    // Their places are free again as soon as the server has seen them go.
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    RawAnswer answer;
    while (answer.status != 200 && std::chrono::steady_clock::now() < give_up) answer = ask(kGet);
    EXPECT_EQ(answer.status, 200);
}

TEST_F(HttpServerTest, Answers503WhenThreadsAndQueueAreFull) {
    options.threads = 2;
    options.queue_max = 1;
    start();
    const std::string_view block = "GET /block HTTP/1.1\r\nHost: h\r\n\r\n";
    RawClient first(server->port());
    RawClient second(server->port());
    // One after the other: both at once would fill the queue before a thread has taken the first.
    ASSERT_TRUE(first.send(block));
    wait_for_blocked(1);
    ASSERT_TRUE(second.send(block));
    wait_for_blocked(2);
    RawClient third(server->port());
    ASSERT_TRUE(third.send(kGet));
    // One of the further ones finds the queue full.
    RawClient fourth(server->port());
    RawClient fifth(server->port());
    ASSERT_TRUE(fourth.send(kGet));
    ASSERT_TRUE(fifth.send(kGet));
    const RawAnswer refused = fifth.receive();
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.headers.count("retry-after"), 1u);
    release();
    EXPECT_EQ(first.receive().status, 200);
    EXPECT_EQ(second.receive().status, 200);
}

TEST_F(HttpServerTest, ServesManyClientsAtOnce) {
    start();
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            RawClient client(server->port());
            for (int i = 0; i < 200; ++i) good += client.ask(kGet).status == 200 ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, 1'600);
}

TEST_F(HttpServerTest, EndsRequestsBeforeItStops) {
    start();
    RawClient client(server->port());
    RawClient idle(server->port());
    EXPECT_EQ(idle.ask(kGet).status, 200);
    ASSERT_TRUE(client.send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n"));
    wait_for_blocked(1);
    std::thread stopping([this] { server->stop(60'000); });
    EXPECT_TRUE(idle.closed());
    release();
    EXPECT_EQ(client.receive().status, 200);
    stopping.join();
    EXPECT_FALSE(RawClient(server->port()).connected());
}

// --- addresses ---------------------------------------------------------------------------------

TEST(ListenAddresses, AreReadStrictly) {
    EXPECT_EQ(parse_listen_address("127.0.0.1:8080").value().port, 8080);
    EXPECT_EQ(parse_listen_address("[::1]:0").value().host, "::1");
    EXPECT_EQ(parse_listen_address(":9000").value().host, "127.0.0.1");
    for (const char* text : {"", "8080", "h:", "h:x", "h:70000", "::1:80", "h:-1", "h:80 "}) {
        EXPECT_FALSE(parse_listen_address(text).ok()) << text;
    }
}

TEST(ListenAddresses, MustBeLoopbackUnlessToldOtherwise) {
    for (const char* host : {"127.0.0.1", "127.8.9.1", "localhost", "::1"}) {
        EXPECT_TRUE(check_exposure({host, 1}, false).ok()) << host;
    }
    for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "example.org", "127.0.0.1.example.org"}) {
        const Status refused = check_exposure({host, 1}, false);
        ASSERT_FALSE(refused.ok()) << host;
        EXPECT_NE(refused.error().message.find("--insecure-listen"), std::string::npos);
        EXPECT_TRUE(check_exposure({host, 1}, true).ok());
    }
}

TEST_F(HttpServerTest, SaysWhenThePortIsTaken) {
    start();
    options.listen.port = server->port();
    HttpServer second(
        options,
        [](const Request&) { return Response(); },
        [](std::string_view, std::string_view) { return std::size_t{1}; },
        logger
    );
    const Status started = second.start();
    ASSERT_FALSE(started.ok());
    EXPECT_NE(started.error().message.find("in use"), std::string::npos);
}

}  // namespace
}  // namespace sagaflow::api
