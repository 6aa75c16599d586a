// Bodies of requests over a real socket: by length, in chunks, broken, too long, slow.
#include "tests/api/support/http_server_fixture.hpp"

namespace sagaflow::api {
namespace {

using HttpBodies = HttpServerTest;

TEST_F(HttpBodies, ReadsBodiesByLengthAndInChunks) {
    start();
    EXPECT_EQ(
        Json::parse(ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello").body
        )["bodySize"],
        5
    );
    const RawAnswer chunked =
        ask("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n "
            "world\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.status, 200);
    EXPECT_EQ(Json::parse(chunked.body)["bodySize"], 11);
    EXPECT_EQ(Json::parse(ask("POST /x HTTP/1.1\r\nHost: h\r\n\r\n").body)["bodySize"], 0);
    EXPECT_EQ(
        Json::parse(ask("GET /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").body
        )["bodySize"],
        3
    );
}

TEST_F(HttpBodies, TakesBinaryBodiesAsTheyAre) {
    start();
    std::string request =
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    request += std::string("\0\r\n\0", 4);
    EXPECT_EQ(Json::parse(ask(request).body)["bodySize"], 4);
}

TEST_F(HttpBodies, SendsContinueBeforeTheBody) {
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send(
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    ));
    ASSERT_TRUE(client.send("hello"));
    EXPECT_EQ(client.receive().status, 200);
    RawClient refused(server->port());
    const RawAnswer answer = refused.ask(
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 999999\r\nExpect: 100-continue\r\n\r\n"
    );
    EXPECT_EQ(answer.status, 413);
    EXPECT_TRUE(refused.closed());
}

TEST_F(HttpBodies, RefusesTooLongBodiesBeforeReadingThem) {
    start();
    RawClient client(server->port());
    const RawAnswer answer =
        client.ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 10001\r\n\r\n");
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_TRUE(client.closed());
    const std::string big(20'000, 'x');
    EXPECT_EQ(
        ask("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n" + big).status, 200
    );
}

TEST_F(HttpBodies, RefusesTooLongChunkedBodies) {
    start();
    std::string request = "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 30; ++i) request += "3e8\r\n" + std::string(1'000, 'x') + "\r\n";
    RawClient client(server->port());
    EXPECT_EQ(client.ask(request + "0\r\n\r\n").status, 413);
    EXPECT_TRUE(client.closed());
}

TEST_F(HttpBodies, ReadsPastExtensionsAndTrailersOfChunks) {
    start();
    RawClient client(server->port());
    const RawAnswer answer = client.ask(
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;name=value\r\nhello\r\n00A ;x\r\n0123456789\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"
    );
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(Json::parse(answer.body)["bodySize"], 15);
    EXPECT_EQ(client.ask(kGet).status, 200);  // the next request begins where it ended
}

TEST_F(HttpBodies, TakesPipelinedRequestsAfterChunks) {
    start();
    RawClient client(server->port());
    const std::string chunked =
        "POST /one HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\nab\r\n0\r\n\r\n";
    ASSERT_TRUE(client.send(chunked + chunked + std::string(kGet)));
    EXPECT_EQ(Json::parse(client.receive().body)["target"], "/one");
    EXPECT_EQ(Json::parse(client.receive().body)["bodySize"], 2);
    EXPECT_EQ(Json::parse(client.receive().body)["method"], "GET");
}

TEST_F(HttpBodies, RefusesBrokenChunks) {
    start();
    const std::string head = "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string body :
         {"zz\r\n",
          "\r\n",
          "-5\r\nhello\r\n",
          "+5\r\nhello\r\n",
          "0x5\r\nhello\r\n",
          " 5\r\nhello\r\n",
          "5\nhello\r\n",
          "5\r\nhelloX\r\n",
          "5\r\nhello\n0\r\n\r\n",
          "fffffffffffffffff\r\n"}) {
        RawClient client(server->port());
        const RawAnswer answer = client.ask(head + body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_EQ(Json::parse(answer.body)["code"], "invalid-request") << body;
        EXPECT_TRUE(client.closed()) << body;
    }
    EXPECT_EQ(ask(head + "5;" + std::string(5'000, 'x') + "\r\n").status, 400);
    EXPECT_EQ(ask(head + "ffffffffffffffff\r\n").status, 413);
}

TEST_F(HttpBodies, TellsABodyCutShortFromASlowOne) {
    start();
    for (const std::string framing :
         {"Content-Length: 9\r\n\r\npart", "Transfer-Encoding: chunked\r\n\r\n9\r\npart"}) {
        RawClient client(server->port());
        ASSERT_TRUE(client.send("POST /x HTTP/1.1\r\nHost: h\r\n" + framing));
        client.end_sending();
        EXPECT_EQ(client.receive().status, 400) << framing;
    }
}

TEST_F(HttpBodies, GivesUpOnSlowBodies) {
    options.body_ms = 300;
    start();
    RawClient client(server->port());
    ASSERT_TRUE(client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\npart"));
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.closed());
}

TEST_F(HttpBodies, KeepsThreadsFreeOfSlowBodies) {
    options.body_waits_max = 2;
    start();
    const std::string_view part = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\npart";
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 6; ++i) {
        slow.push_back(std::make_unique<RawClient>(server->port()));
        ASSERT_TRUE(slow.back()->send(part));
    }
    // More than there are threads; two of them may wait, the others are told to try again.
    for (int round = 0; round < 1'000 && slow.size() > 2; ++round) {
        std::erase_if(slow, [](const auto& client) {
            if (!client->readable(20)) return false;
            const RawAnswer answer = client->receive();
            EXPECT_EQ(answer.status, 503);
            EXPECT_EQ(answer.headers.count("retry-after"), 1u);
            return true;
        });
    }
    ASSERT_EQ(slow.size(), 2u);
    EXPECT_EQ(ask(kGet).status, 200);
    EXPECT_EQ(ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello").status, 200);
    for (auto& client : slow) {
        ASSERT_TRUE(client->send(std::string(96, 'x')));
        EXPECT_EQ(client->receive().status, 200);
    }
}

}  // namespace
}  // namespace sagaflow::api
