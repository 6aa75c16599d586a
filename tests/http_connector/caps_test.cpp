// Answers that are too long, in every direction.
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

using HttpCaps = HttpConnectorTest;
SAGAFLOW_OVER_EITHER_TRANSPORT(HttpCaps);

TEST_P(HttpCaps, ATenMegabyteChunkedBodyIsCutAtTheLimit) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string block = "10000\r\n" + std::string(65536, 'x') + "\r\n";
        for (int i = 0; i < 160 && !peer.dropped(); ++i) peer.write(block);
        peer.write("0\r\n\r\n");
        peer.drop();
    });
    const CallResult result = call(post());
    expect_error(result, Outcome::kUnknown, "limit");
    EXPECT_NE(result.error.message.find("1048576 bytes"), std::string::npos);
    EXPECT_EQ(result.error.status, 200);
}

TEST_P(HttpCaps, AnAnnouncedLengthBeyondTheLimitIsNotRead) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
        peer.hang();
    });
    expect_error(call(post()), Outcome::kUnknown, "limit");
}

TEST_P(HttpCaps, ABodyOfExactlyTheLimitPasses) {
    options_.response_bytes_max = 1000;
    serve([](const SeenRequest& request, Peer& peer) {
        peer.answer(
            200,
            std::string(request.target == "/over" ? 1001 : 1000, 'x'),
            "Content-Type: text/plain\r\n"
        );
    });
    EXPECT_EQ(call(get("/at")).outcome, Outcome::kOk);
    expect_error(call(get("/over")), Outcome::kUnknown, "limit");
}

TEST_P(HttpCaps, AHundredThousandHeadersAreCutAtTheLimit) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 100'000 && !peer.dropped(); ++i) {
            peer.write("X-H" + std::to_string(i) + ": v\r\n");
        }
        peer.answer(200, "");
        peer.drop();
    });
    expect_error(call(post()), Outcome::kUnknown, "limit");
}

TEST_P(HttpCaps, OneHugeHeaderIsCutAtTheLimit) {
    serve([](const SeenRequest&, Peer& peer) {
        peer.answer(200, "", "X-Big: " + std::string(80'000, 'b') + "\r\n");
    });
    expect_error(call(post()), Outcome::kUnknown, "limit");
}

TEST_P(HttpCaps, TrailersCountAndAreNotHeaders) {
    serve([](const SeenRequest& request, Peer& peer) {
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n");
        const int trailers = request.target == "/many" ? 100'000 : 1;
        for (int i = 0; i < trailers && !peer.dropped(); ++i) peer.write("X-Trailer: v\r\n");
        peer.write("\r\n");
    });
    const CallResult few = call(get("/few"));
    EXPECT_EQ(few.outcome, Outcome::kOk) << few.error.message;
    EXPECT_FALSE(few.response.at("headers").contains("x-trailer"));
    expect_error(call(get("/many")), Outcome::kUnknown, "limit");
}

TEST_P(HttpCaps, TheBodyKeptInAnErrorIsShortened) {
    const std::string body = "\"" + std::string(limits::kErrorBodyBytesMax * 2, 'e') + "\"";
    serve([&](const SeenRequest&, Peer& peer) {
        peer.answer(409, body, "Content-Type: application/json\r\n");
    });
    const CallResult result = call(post());
    expect_error(result, Outcome::kFailed, "http.409");
    const auto& kept = result.error.body.get_ref<const std::string&>();
    EXPECT_LE(kept.size(), limits::kErrorBodyBytesMax + 8);
    EXPECT_TRUE(kept.ends_with("…"));
}

TEST_P(HttpCaps, RequestsBeyondTheirLimitsAreNotSent) {
    serve();
    Json with = get("/" + std::string(limits::kOutgoingUrlBytesMax, 'p'));
    expect_error(call(with), Outcome::kFailed, "limit");
    with = get();
    with["query"] = {{"q", std::string(limits::kOutgoingUrlBytesMax, 'q')}};
    expect_error(call(with), Outcome::kFailed, "limit");
    with = get();
    with["headers"] = {{"X-Long", std::string(limits::kOutgoingHeaderBytesMax, 'h')}};
    expect_error(call(with), Outcome::kFailed, "limit");
    EXPECT_EQ(server_->request_count(), 0U);
}

}  // namespace
}  // namespace sagaflow::testing
