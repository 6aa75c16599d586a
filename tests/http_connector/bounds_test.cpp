// How many calls run at once, how fast they start, how many wait, and how all of them end.
#include <random>

#include "connectors/http/token_bucket.hpp"
#include "tests/http_connector/connector_fixture.hpp"

namespace sagaflow::testing {
namespace {

using HttpBounds = HttpConnectorTest;
SAGAFLOW_OVER_EITHER_TRANSPORT(HttpBounds);

// Holds every request until the test opens it.
class Gate {
public:
    void open() {
        {
            const std::lock_guard lock(mutex_);
            open_ = true;
        }
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

TEST_P(HttpBounds, MoreThanAThousandCallsAreInFlightAtOnce) {
    constexpr std::size_t kCalls = 1'200;
    Gate gate;
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 2'000;
    serve([&](const SeenRequest&, Peer& peer) {
        gate.pass();
        peer.answer_json("{}");
    });
    Results results;
    for (std::size_t i = 0; i < kCalls; ++i) {
        connector_->call(request(post(), {120'000}), results.slot());
    }
    server_->wait_for_requests(kCalls);
    EXPECT_EQ(server_->most_at_once(), kCalls);
    EXPECT_EQ(connector_->snapshot().connections.at(1).in_flight, kCalls);
    EXPECT_EQ(results.count(), 0U);
    gate.open();
    for (const CallResult& result : results.wait_for(kCalls)) {
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
    }
    EXPECT_EQ(results.duplicates(), 0U);
}

TEST_P(HttpBounds, TheConcurrencyOfAConnectionIsHonoured) {
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 3;
    serve();
    Results results;
    for (int i = 0; i < 200; ++i) connector_->call(request(post()), results.slot());
    for (const CallResult& result : results.wait_for(200)) {
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
    }
    EXPECT_LE(server_->most_at_once(), 3U);
    EXPECT_LE(server_->connection_count(), 3U);
    const http::ConnectionSnapshot figures = connector_->snapshot().connections.at(1);
    EXPECT_EQ(figures.name, "shop");
    EXPECT_EQ(figures.calls.at(static_cast<std::size_t>(http::CallClass::k2xx)), 200U);
    EXPECT_EQ(figures.in_flight, 0U);
    EXPECT_EQ(figures.queued, 0U);
    EXPECT_GT(figures.seconds, 0.0);
}

TEST_P(HttpBounds, ASlowParticipantDoesNotHoldUpAnother) {
    ScriptedServer fast;
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 2;
    options_.connections.emplace_back();
    options_.connections[1].name = "fast";
    options_.connections[1].base_url = fast.url();
    serve([](const SeenRequest&, Peer& peer) { peer.hang(); });
    Results slow;
    for (int i = 0; i < 50; ++i) connector_->call(request(post(), {60'000}), slow.slot());
    server_->wait_for_requests(2);
    EXPECT_EQ(call(Json{{"connection", "fast"}, {"path", "/"}}).outcome, Outcome::kOk);
    connector_->stop({0});
    EXPECT_EQ(slow.wait_for(50).size(), 50U);
}

TEST_P(HttpBounds, ACallThatWaitsTooLongForAPlaceFailsUnsent) {
    Gate gate;
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 1;
    serve([&](const SeenRequest&, Peer& peer) {
        gate.pass();
        peer.answer_json("{}");
    });
    Results first;
    connector_->call(request(post(), {60'000}), first.slot());
    server_->wait_for_requests(1);
    const CallResult waited = call(post(), {150});
    expect_error(waited, Outcome::kFailed, "timeout");
    EXPECT_NE(waited.error.message.find("nothing was sent"), std::string::npos);
    gate.open();
    EXPECT_EQ(first.wait_for(1).at(0).outcome, Outcome::kOk);
    EXPECT_EQ(server_->request_count(), 1U);
}

TEST_P(HttpBounds, AFullQueueRefuses) {
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 1;
    options_.queue_calls_max = 2;
    serve([](const SeenRequest&, Peer& peer) { peer.hang(); });
    Results held;
    for (int i = 0; i < 3; ++i) connector_->call(request(post(), {60'000}), held.slot());
    const CallResult refused = call(post(), {60'000});
    expect_error(refused, Outcome::kFailed, "connection");
    EXPECT_NE(refused.error.message.find("full"), std::string::npos);
    EXPECT_EQ(connector_->snapshot().connections.at(1).queued, 2U);
    connector_->stop({0});
    EXPECT_EQ(held.wait_for(3).size(), 3U);
}

TEST_P(HttpBounds, TheRateOfAConnectionIsHonouredAfterItsBurst) {
    options_.connections.emplace_back();
    options_.connections[0].rate_per_second = 50;
    serve();
    Results results;
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 80; ++i) connector_->call(request(post()), results.slot());
    for (const CallResult& result : results.wait_for(80)) {
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
    }
    // 50 go at once; the other 30 take 30/50 of a second, and longer on a busy machine.
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    EXPECT_GE(took.count(), 0.58);
    EXPECT_LT(took.count(), 30.0);
}

TEST(TokenBucket, GivesABurstAndThenItsRate) {
    const std::chrono::steady_clock::time_point start{};
    http::TokenBucket bucket(2, start);
    EXPECT_TRUE(bucket.try_take(start));
    EXPECT_TRUE(bucket.try_take(start));
    EXPECT_FALSE(bucket.try_take(start));
    const auto next = bucket.next(start);
    EXPECT_GT(next, start + std::chrono::milliseconds(499));
    EXPECT_LT(next, start + std::chrono::milliseconds(501));
    EXPECT_TRUE(bucket.try_take(next));
    EXPECT_FALSE(bucket.try_take(next));
    const auto later = start + std::chrono::hours(1);
    EXPECT_TRUE(bucket.try_take(later));
    EXPECT_TRUE(bucket.try_take(later));
    EXPECT_FALSE(bucket.try_take(later));
}

TEST_P(HttpBounds, StoppingEndsEveryCallOnceWithTheRightOutcome) {
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 20;
    serve([](const SeenRequest&, Peer& peer) { peer.hang(); });
    Results results;
    for (int i = 0; i < 100; ++i) connector_->call(request(post(), {60'000}), results.slot());
    server_->wait_for_requests(20);
    connector_->stop({50});
    EXPECT_EQ(results.count(), 100U);
    int unknown = 0;
    for (const CallResult& result : results.wait_for(100)) {
        EXPECT_EQ(result.error.type, "connection") << result.error.message;
        if (result.outcome == Outcome::kUnknown) ++unknown;
    }
    EXPECT_EQ(unknown, 20);
    Results late;
    connector_->call(request(post()), late.slot());
    expect_error(late.wait_for(1).at(0), Outcome::kFailed, "connection");
    connector_->stop({0});
    connector_.reset();
    EXPECT_EQ(results.duplicates(), 0U);
    EXPECT_EQ(results.count(), 100U);
}

TEST_P(HttpBounds, StoppingLetsCallsInFlightEndWithinTheDrain) {
    Gate gate;
    serve([&](const SeenRequest&, Peer& peer) {
        gate.pass();
        peer.answer_json("{}");
    });
    Results results;
    for (int i = 0; i < 10; ++i) connector_->call(request(post(), {60'000}), results.slot());
    server_->wait_for_requests(10);
    std::thread opener([&] { gate.open(); });
    connector_->stop({30'000});
    opener.join();
    for (const CallResult& result : results.wait_for(10)) {
        EXPECT_EQ(result.outcome, Outcome::kOk) << result.error.message;
    }
}

TEST_P(HttpBounds, CallsFromManyThreadsEndOnceEach) {
    std::mt19937 random(7);  // the participant's moods, the same in every run
    std::mutex mutex;
    options_.connections.emplace_back();
    options_.connections[0].concurrency = 64;
    serve([&](const SeenRequest&, Peer& peer) {
        unsigned mood = 0;
        {
            const std::lock_guard lock(mutex);
            mood = random() % 8;
        }
        if (mood == 0) peer.reset();
        if (mood == 1) peer.drop();
        if (mood == 2) peer.answer(500, "no");
        if (mood > 2) peer.answer_json("{}");
    });
    Results results;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 250; ++i) connector_->call(request(post()), results.slot());
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(results.wait_for(1'000).size(), 1'000U);
    EXPECT_EQ(results.duplicates(), 0U);
    // Nothing was sent twice behind the engine's back.
    EXPECT_LE(server_->request_count(), 1'000U);
}

}  // namespace
}  // namespace sagaflow::testing
