// Requests and answers in the shapes that real participants give them, over either transport.
#include <atomic>

#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

using HttpExchanges = HttpConnectorTest;
SAGAFLOW_OVER_EITHER_TRANSPORT(HttpExchanges);

TEST_P(HttpExchanges, ABodyMayEndWithTheConnection) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it");
        peer.drop();
    });
    for (int i = 0; i < 3; ++i) {
        const CallResult result = call(post());
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
        EXPECT_EQ(result.result, "all of it");
    }
}

TEST_P(HttpExchanges, AChunkedBodyThatBreaksOffIsUnknown) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n");
        peer.drop();
    });
    const CallResult result = call(post());
    expect_error(result, Outcome::kUnknown, "connection");
    EXPECT_EQ(result.error.status, 200);
}

TEST_P(HttpExchanges, ABrokenChunkIsUnknown) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n[1\r\n");
        peer.hang();
    });
    expect_error(call(post()), Outcome::kUnknown, "connection");
}

TEST_P(HttpExchanges, AnAnswerMayComeByteByByte) {
    serve([](const SeenRequest&, Peer& peer) {
        const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            "\r\n1\r\n[\r\n3\r\n1,2\r\n1\r\n]\r\n0\r\n\r\n";
        for (const char& byte : answer) peer.write({&byte, 1});
    });
    for (int i = 0; i < 3; ++i) {
        const CallResult result = call(post());
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
        EXPECT_EQ(result.result, Json::array({1, 2}));
    }
    EXPECT_EQ(server_->connection_count(), 1U);
}

TEST_P(HttpExchanges, HeadersOfTheSameNameAreJoined) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.answer(200, "", "X-Many: a\r\nx-many: b\r\nX-MANY:c\r\n");
    });
    EXPECT_EQ(call(get()).response.at("headers").at("x-many"), "a, b, c");
}

TEST_P(HttpExchanges, SloppyHeadsAreUnderstood) {
    std::atomic<const char*> answer{nullptr};
    serve([&](const SeenRequest&, Peer& peer) { peer.write(answer.load()); });
    for (const char* each :
         {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n[]",
          "HTTP/1.1 200 OK\nContent-Length: 2\n\n[]",
          "HTTP/1.1 200 OK\r\nX-Odd : yes\r\nContent-Length: 2\r\n\r\n[]",
          "HTTP/1.1 200 \xC3\xA9t\xC3\xA9\r\nX-Text: \xC3\xA9\r\nContent-Length: 2\r\n\r\n[]"}) {
        answer = each;
        const CallResult result = call(post());
        EXPECT_EQ(result.outcome, Outcome::kOk) << each << result.error.message;
        EXPECT_EQ(result.result, Json::array());
    }
}

TEST_P(HttpExchanges, TheHostIsNamedWithItsPort) {
    serve();
    ASSERT_EQ(call(get()).outcome, Outcome::kOk);
    const std::string host = "127.0.0.1:" + std::to_string(server_->port());
    EXPECT_EQ(server_->requests().at(0).header("host"), host);
    EXPECT_EQ(server_->requests().at(0).header("content-length"), "");
    EXPECT_EQ(server_->requests().at(0).header("accept-encoding"), "");
}

TEST_P(HttpExchanges, ABodyOfNoBytesIsSaidToBeOne) {
    serve();
    Json with = post();
    with["body"] = nullptr;
    ASSERT_EQ(call(with).outcome, Outcome::kOk);
    EXPECT_EQ(server_->requests().at(0).header("content-length"), "0");
    with["method"] = "DELETE";
    ASSERT_EQ(call(with).outcome, Outcome::kOk);
    EXPECT_EQ(server_->requests().at(1).header("content-length"), "");
}

TEST_P(HttpExchanges, NamesOfThisMachineReachIt) {
    serve();
    for (const char* name : {"localhost", "shop.localhost"}) {
        options_.connections[0].base_url =
            "http://" + std::string(name) + ":" + std::to_string(server_->port());
        connect();
        const CallResult result = call(get());
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
    }
}

TEST_P(HttpExchanges, AConnectionThatKeepsSilentIsAFailedTimeout) {
    serve();
    const SilentPort silent("127.0.0.1", 0);
    options_.connections[0].base_url = silent.url();
    options_.connect_timeout = {200};
    connect();
    const CallResult result = call(post(), {60'000});
    expect_error(result, Outcome::kFailed, "timeout");
    EXPECT_NE(result.error.message.find("no connection was made within 200ms"), std::string::npos)
        << result.error.message;
}

TEST_P(HttpExchanges, StoppingCutsOffWhatIsStillConnecting) {
    serve();
    const SilentPort silent("127.0.0.1", 0);
    options_.connections[0].base_url = silent.url();
    connect();
    Results results;
    connector_->call(request(post(), {60'000}), results.slot());
    connector_->stop({0});
    expect_error(results.wait_for(1).at(0), Outcome::kFailed, "connection");
}

// A participant that closes idle connections without saying so.
TEST_P(HttpExchanges, AConnectionThatWasClosedMeanwhileIsNotUsed) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.answer_json("{}");
        peer.drop();
    });
    for (std::size_t i = 1; i <= 20; ++i) {
        const CallResult result = call(post());
        ASSERT_EQ(result.outcome, Outcome::kOk) << result.error.message;
        server_->wait_for_ended_connections(i);
    }
    EXPECT_EQ(server_->request_count(), 20U);
}

TEST_P(HttpExchanges, ASafeRequestGoesAgainWhenAKeptAliveConnectionDies) {
    std::atomic<int> seen{0};
    serve([&](const SeenRequest&, Peer& peer) {
        if (++seen == 2) {
            peer.drop();
        } else {
            peer.answer_json("{}");
        }
    });
    for (const char* method : {"GET", "OPTIONS"}) {
        seen = 0;
        Json with = get();
        with["method"] = method;
        ASSERT_EQ(call(with).outcome, Outcome::kOk);
        const CallResult result = call(with);
        EXPECT_EQ(result.outcome, Outcome::kOk) << method << result.error.message;
        EXPECT_EQ(seen, 3) << method;
    }
}

TEST_P(HttpExchanges, BytesBehindAnAnswerAreNotTakenForTheNext) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"
        );
    });
    for (int i = 0; i < 5; ++i) {
        const CallResult result = call(get());
        ASSERT_EQ(result.outcome, Outcome::kOk) << result.error.message;
        EXPECT_EQ(result.result, Json::array());
    }
}

// The participant answers before it has read the request, and does not read the rest.
TEST_P(HttpExchanges, AnAnswerThatDoesNotWaitForTheWholeRequestCounts) {
    serve();
    const ScriptedServer hasty(
        [](const SeenRequest&, Peer& peer) { peer.drop(); },
        "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    options_.connections[0].base_url = hasty.url();
    connect();
    Json with = post();
    with["body"] = std::string(200'000, 'b');
    const CallResult result = call(with);
    expect_error(result, Outcome::kFailed, "http.413");
}

TEST_P(HttpExchanges, ManyCallsShareConnections) {
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 8;
    serve();
    Results results;
    for (int i = 0; i < 2'000; ++i) connector_->call(request(post()), results.slot());
    for (const CallResult& result : results.wait_for(2'000)) {
        ASSERT_EQ(result.outcome, Outcome::kOk) << result.error.message;
    }
    EXPECT_LE(server_->connection_count(), 8U);
    EXPECT_EQ(server_->request_count(), 2'000U);
}

}  // namespace
}  // namespace sagaflow::testing
