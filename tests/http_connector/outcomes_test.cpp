// The table of outcomes: what each kind of answer, and each kind of silence, means for the saga.
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

using HttpOutcomes = HttpConnectorTest;
SAGAFLOW_OVER_EITHER_TRANSPORT(HttpOutcomes);

// A busy machine has sent the request by then, and what came of the answer is read.
constexpr Duration kTimeToSend{2'000};

ScriptedServer::Script always(int status, std::string body = "", std::string headers = "") {
    return [=](const SeenRequest&, Peer& peer) { peer.answer(status, body, headers); };
}

TEST_P(HttpOutcomes, A2xxIsOkWithTheDecodedBody) {
    serve(always(201, R"({"id": 7})", "Content-Type: application/json\r\nX-Trace: AbC\r\n"));
    const CallResult result = call(post());
    EXPECT_EQ(result.outcome, Outcome::kOk);
    EXPECT_EQ(result.result, Json({{"id", 7}}));
    EXPECT_EQ(result.response.at("status"), 201);
    EXPECT_EQ(result.response.at("headers").at("x-trace"), "AbC");
    EXPECT_EQ(result.response.at("body"), result.result);
    EXPECT_FALSE(result.retry_after);
}

TEST_P(HttpOutcomes, A204HasANullResult) {
    serve([](const SeenRequest&, Peer& peer) { peer.write("HTTP/1.1 204 No Content\r\n\r\n"); });
    const CallResult result = call(post());
    EXPECT_EQ(result.outcome, Outcome::kOk);
    EXPECT_TRUE(result.result.is_null());
}

TEST_P(HttpOutcomes, TextIsAResultWhenTheContentTypeIsNotJson) {
    serve(always(200, "{broken", "Content-Type: text/plain\r\n"));
    const CallResult result = call(get());
    EXPECT_EQ(result.outcome, Outcome::kOk);
    EXPECT_EQ(result.result, "{broken");
}

TEST_P(HttpOutcomes, BytesThatAreNoTextAreMadeStorable) {
    serve(always(200, std::string("a\xff\0b", 4), "Content-Type: application/octet-stream\r\n"));
    const CallResult result = call(get());
    EXPECT_EQ(result.outcome, Outcome::kOk);
    EXPECT_EQ(
        result.result,
        "a\xEF\xBF\xBD\xEF\xBF\xBD"
        "b"
    );
}

TEST_P(HttpOutcomes, BrokenJsonOnA2xxIsUnknownBecauseTheParticipantDidIt) {
    const std::string deep(200, '[');
    for (const std::string& body :
         {std::string("{\"a\":"),
          std::string(R"({"a":1,"a":2})"),
          deep + std::string(200, ']'),
          std::string(R"({"n": 12345678901234567890})"),
          std::string("\"\\u0000\"")}) {
        serve(always(200, body, "Content-Type: application/json\r\n"));
        expect_error(call(post()), Outcome::kUnknown, "response");
    }
}

TEST_P(HttpOutcomes, AnEncodedBodyNobodyAskedForIsUnknown) {
    serve(always(
        200,
        "\x1f\x8b\x08 not for us",
        "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"
    ));
    const CallResult result = call(post());
    expect_error(result, Outcome::kUnknown, "response");
    EXPECT_NE(result.error.message.find("content-encoding"), std::string::npos);
    EXPECT_EQ(server_->requests().at(0).header("accept-encoding"), "");
}

struct StatusCase {
    int status;
    const char* headers;
    Outcome outcome;
    std::int64_t retry_after_ms;  // -1: none
};

TEST_P(HttpOutcomes, EachStatusHasItsOutcome) {
    int status = 200;
    std::string headers;
    serve([&](const SeenRequest&, Peer& peer) {
        peer.answer(status, R"({"why":"x"})", "Content-Type: application/json\r\n" + headers);
    });
    for (const StatusCase& item : std::vector<StatusCase>{
             {400, "", Outcome::kFailed, -1},
             {404, "", Outcome::kFailed, -1},
             {408, "", Outcome::kFailed, -1},
             {409, "", Outcome::kFailed, -1},
             {425, "", Outcome::kFailed, -1},
             {429, "", Outcome::kFailed, -1},
             {429, "Retry-After: 7\r\n", Outcome::kFailed, 7'000},
             {500, "", Outcome::kUnknown, -1},
             {502, "", Outcome::kUnknown, -1},
             {504, "", Outcome::kUnknown, -1},
             {503, "", Outcome::kUnknown, -1},
             {503, "Retry-After: 2\r\n", Outcome::kFailed, 2'000},
             {503, "Retry-After: Fri, 15 Jan 2027 08:00:30 GMT\r\n", Outcome::kFailed, 30'000},
             {503, "Retry-After: Fri, 15 Jan 2016 08:00:30 GMT\r\n", Outcome::kFailed, 0},
             {503, "Retry-After: soon\r\n", Outcome::kUnknown, -1},
             {429, "Retry-After: -5\r\n", Outcome::kFailed, -1},
             {503,
              "Retry-After: 99999999999999999999\r\n",
              Outcome::kFailed,
              limits::kRetryAfterMsMax},
         }) {
        status = item.status;
        headers = item.headers;
        const CallResult result = call(post());
        SCOPED_TRACE(std::to_string(item.status) + " " + item.headers);
        expect_error(result, item.outcome, "http." + std::to_string(item.status));
        EXPECT_EQ(result.error.status, item.status);
        EXPECT_EQ(result.error.body, Json({{"why", "x"}}));
        EXPECT_EQ(result.error.state, "reserve");
        EXPECT_EQ(result.retry_after ? result.retry_after->ms : -1, item.retry_after_ms);
        EXPECT_EQ(result.response.at("status"), item.status);
    }
}

TEST_P(HttpOutcomes, ARedirectIsAFailureAndIsNotFollowed) {
    serve(always(302, "", "Location: /elsewhere\r\n"));
    const CallResult result = call(get());
    expect_error(result, Outcome::kFailed, "http.302");
    EXPECT_EQ(server_->request_count(), 1U);
    EXPECT_EQ(result.response.at("headers").at("location"), "/elsewhere");
}

TEST_P(HttpOutcomes, ARefusedConnectionIsAFailure) {
    const ClosedPort nobody;
    serve();
    options_.connections[0].base_url = nobody.url();
    connect();
    const CallResult result = call(post());
    expect_error(result, Outcome::kFailed, "connection");
    EXPECT_NE(result.error.message.find("nothing was sent"), std::string::npos);
}

TEST_P(HttpOutcomes, AnUnknownHostIsAFailure) {
    serve();
    // No name has a part that long, so no server of names is asked, which may think for seconds.
    options_.connections[0].base_url = "http://" + std::string(64, 'x') + ".invalid";
    connect();
    expect_error(call(post()), Outcome::kFailed, "connection");
}

TEST_P(HttpOutcomes, AFailedTlsHandshakeIsAFailure) {
    serve();
    const ScriptedServer plain({}, "220 no TLS here\r\n");
    options_.connections[0].base_url = "https://127.0.0.1:" + std::to_string(plain.port());
    connect();
    expect_error(call(post()), Outcome::kFailed, "connection");
    EXPECT_EQ(plain.request_count(), 0U);
}

TEST_P(HttpOutcomes, AHangWhileConnectingIsAFailedTimeout) {
    serve();
    // The participant accepts and then waits for the rest of what it takes for a request.
    options_.connections[0].base_url = "https://127.0.0.1:" + std::to_string(server_->port());
    options_.connect_timeout = {200};
    connect();
    const CallResult result = call(post(), {60'000});
    expect_error(result, Outcome::kFailed, "timeout");
    EXPECT_NE(result.error.message.find("no connection was made within 200ms"), std::string::npos)
        << result.error.message;
    EXPECT_EQ(server_->request_count(), 0U);
}

TEST_P(HttpOutcomes, AHangBeforeTheAnswerIsAnUnknownTimeout) {
    serve([](const SeenRequest&, Peer& peer) { peer.hang(); });
    const CallResult result = call(post(), kTimeToSend);
    expect_error(result, Outcome::kUnknown, "timeout");
    EXPECT_NE(result.error.message.find("within 2s"), std::string::npos) << result.error.message;
}

TEST_P(HttpOutcomes, AHangInsideTheBodyIsAnUnknownTimeout) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        peer.hang();
    });
    const CallResult result = call(post(), kTimeToSend);
    expect_error(result, Outcome::kUnknown, "timeout");
    EXPECT_EQ(result.error.status, 200);
}

TEST_P(HttpOutcomes, ATrickleIsCutByTheLowSpeedLimit) {
    options_.low_speed_seconds = 1;
    options_.low_speed_bytes = 1'000;
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while (peer.pause(50) && !peer.dropped()) peer.write("x");
        peer.drop();
    });
    const auto began = std::chrono::steady_clock::now();
    expect_error(call(post(), {60'000}), Outcome::kUnknown, "timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST_P(HttpOutcomes, AParticipantThatThinksLongIsNotCutByTheLowSpeedLimit) {
    options_.low_speed_seconds = 1;
    options_.low_speed_bytes = 1'000;
    serve([](const SeenRequest&, Peer& peer) {
        peer.pause(2'500);
        peer.answer_json("{}");
    });
    EXPECT_EQ(call(post(), {60'000}).outcome, Outcome::kOk);
}

TEST_P(HttpOutcomes, AConnectionDroppedAfterTheRequestIsUnknown) {
    serve([](const SeenRequest&, Peer& peer) { peer.drop(); });
    expect_error(call(post()), Outcome::kUnknown, "connection");
}

TEST_P(HttpOutcomes, AResetInsideTheBodyIsUnknown) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        peer.reset();
    });
    expect_error(call(post()), Outcome::kUnknown, "connection");
}

TEST_P(HttpOutcomes, GarbageInsteadOfHttpIsUnknown) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("SSH-2.0-OpenSSH_9.2\r\n");
        peer.drop();
    });
    expect_error(call(post()), Outcome::kUnknown, "connection");
}

// libcurl would send it again by itself on a fresh connection.
TEST_P(HttpOutcomes, APostIsNotSentTwiceWhenAKeptAliveConnectionDies) {
    std::atomic<int> seen{0};
    serve([&](const SeenRequest&, Peer& peer) {
        if (++seen == 1) {
            peer.answer_json("{}");
        } else {
            peer.drop();
        }
    });
    ASSERT_EQ(call(post()).outcome, Outcome::kOk);
    const CallResult result = call(post());
    expect_error(result, Outcome::kUnknown, "connection");
    EXPECT_EQ(server_->request_count(), 2U);
    Json del = get("/x");
    del["method"] = "DELETE";
    seen = 0;
    ASSERT_EQ(call(post()).outcome, Outcome::kOk);
    expect_error(call(del), Outcome::kUnknown, "connection");
    EXPECT_EQ(server_->request_count(), 4U);
}

TEST_P(HttpOutcomes, InterimAnswersAreSkipped) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n");
        peer.answer_json("[1]");
    });
    const CallResult result = call(post());
    EXPECT_EQ(result.outcome, Outcome::kOk);
    EXPECT_EQ(result.result, Json::array({1}));
    EXPECT_FALSE(result.response.at("headers").contains("x-early"));
}

}  // namespace
}  // namespace sagaflow::testing
