// Two engines share one database: each owns some of the shards, and each takes every request.
#include <signal.h>
#include <sys/wait.h>

#include "tests/process/support/order_test.hpp"
#include "tests/support/private_postgres.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::size_t kSharedOrders = 64;

class TwoEngines : public OrderTest {
protected:
    // A busy machine may keep an engine waiting for seconds: it must not lose its shards for that
    // where a test holds that no call was interrupted.
    explicit TwoEngines(const std::string& lease = "1m") : OrderTest(lease) {}

    void SetUp() override {
        left_ = make_engine("left", database_.connection_string());
        right_ = make_engine("right", database_.connection_string());
        left_->start();
        const std::size_t said = left_->process().said();
        right_->start();
        ASSERT_TRUE(left_->process().wait_for_line("shards handed over", kPatience, said));
        ASSERT_TRUE(right_->process().wait_for_line("shards gained", kPatience));
        deploy(left_->api(), trip());
        ASSERT_TRUE(right_->wait_for_status("/v1/sagas/trip", 200, kPatience));
    }

    // Every order is on its way, and its first call is out: no engine has anything else to do.
    std::unique_ptr<OrderCrowd> crowd_with_first_calls_out() {
        hold_calls_after(0);
        auto crowd = std::make_unique<OrderCrowd>(
            std::vector<EngineProcess*>{left_.get(), right_.get()}, kSharedOrders
        );
        crowd->join();
        EXPECT_TRUE(participant_.wait_until_held(kSharedOrders));
        return crowd;
    }

    FreshDatabase database_;
    std::unique_ptr<EngineProcess> left_;
    std::unique_ptr<EngineProcess> right_;
};

// For tests in which a lease has to end.
class TwoEnginesWithAShortLease : public TwoEngines {
protected:
    TwoEnginesWithAShortLease() : TwoEngines("1s") {}
};

TEST_F(TwoEngines, BothTakeStartsAndServeWhatTheOtherOwns) {
    OrderCrowd crowd({left_.get(), right_.get()}, 20);
    crowd.join();
    for (const Order& order : crowd.acknowledged()) {
        SCOPED_TRACE(order.name);
        const auto seen_left = ended(left_->api(), "trip", order.name, order.decline);
        const auto seen_right = ended(right_->api(), "trip", order.name, order.decline);
        EXPECT_EQ(seen_left, seen_right);
    }
    expect_all_right(left_->api(), crowd);
    EXPECT_EQ(count_events(right_->api(), crowd, "AttemptInterrupted"), 0U);
}

TEST_F(TwoEngines, EachForwardsActionsAndEventsToTheOwner) {
    nlohmann::json listen{
        {"type", "receive"},
        {"on", {{{"event", "go"}, {"key", "${input.order}"}, {"next", "done"}}}},
        {"timeout", "never"}};
    deploy(left_->api(), saga("listener", "listen", {{"listen", listen}}));
    ASSERT_TRUE(right_->wait_for_status("/v1/sagas/listener", 200, kPatience));
    for (int i = 0; i < 8; ++i) {  // of either engine's shards: one alone owns them all in 1 of 128
        const std::string order = "listener-" + std::to_string(i);
        SCOPED_TRACE(order);
        const std::string id = start(left_->api(), "listener", order).at("id");
        waiting_for(left_->api(), "listener", order, "event");
        for (const auto& [engine, action] :
             {std::pair(right_.get(), "pause"), std::pair(left_.get(), "resume")}) {
            const auto done = ask([&, engine = engine, action = action] {
                return engine->api().post(
                    "/v1/instances/" + id + "/" + action, {{"reason", "a test"}}
                );
            });
            EXPECT_EQ(done.status, 200) << done.body.dump();
        }
        const auto sent =
            ask([&] { return right_->api().send_event("go-" + order, "go", order, nullptr); });
        EXPECT_EQ(sent.body.value("matched", -1), 1) << sent.body.dump();
        EXPECT_EQ(ended(right_->api(), "listener", order).at("status"), "completed");
    }
}

TEST_F(TwoEnginesWithAShortLease, OneTakesOverWhenTheOtherIsKilled) {
    const auto crowd = crowd_with_first_calls_out();
    const std::size_t said = left_->process().said();
    right_->kill_now();
    participant_.release();
    ASSERT_TRUE(left_->process().wait_for_line("shards gained", kPatience, said));
    expect_all_right(left_->api(), *crowd);
    EXPECT_GE(count_events(left_->api(), *crowd, "AttemptInterrupted"), 1U);
}

TEST_F(TwoEnginesWithAShortLease, OneThatIsKilledWhileOrdersPourInComesBackToItsShards) {
    hold_calls_after(40);
    OrderCrowd crowd({left_.get(), right_.get()}, kSharedOrders);
    ASSERT_TRUE(participant_.wait_until_held(10));
    right_->kill_now();
    participant_.release();
    right_->start();
    ASSERT_TRUE(right_->process().wait_for_line("shards gained", kPatience));
    crowd.join();
    expect_all_right(right_->api(), crowd);
}

// What is stored, without the time of the look.
nlohmann::json trips_in(const ApiClient& api) {
    auto trips = api.instances("saga=trip");
    for (auto& trip : trips) trip.erase("whyAt");
    return trips;
}

TEST_F(TwoEnginesWithAShortLease, OneThatWasStoppedForLongerThanItsLeaseWritesNothingMore) {
    const auto crowd = crowd_with_first_calls_out();
    const std::size_t left_said = left_->process().said();
    const std::size_t right_said = right_->process().said();
    right_->send(SIGSTOP);
    ASSERT_TRUE(left_->process().wait_for_line("shards gained", kPatience, left_said));
    participant_.release();  // the stopped one's answers wait for it in its sockets
    for (const Order& order : crowd->acknowledged()) {
        SCOPED_TRACE(order.name);
        ended(left_->api(), "trip", order.name, order.decline);
    }
    const auto before = trips_in(left_->api());
    right_->send(SIGCONT);
    ASSERT_TRUE(right_->process().wait_for_line("taken over by another node", kPatience, right_said)
    );
    ASSERT_TRUE(right_->process().wait_for_line("shards gained", kPatience, right_said));
    EXPECT_EQ(trips_in(right_->api()), before);
    expect_all_right(right_->api(), *crowd);
}

TEST_F(TwoEngines, OneThatIsAskedToStopHandsItsWorkOverWithoutARetry) {
    const auto crowd = crowd_with_first_calls_out();
    right_->send(SIGTERM);
    ASSERT_TRUE(right_->process().wait_for_line("\"message\":\"stopping", kPatience));
    participant_.release();
    const int status = right_->wait_for_end();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
    expect_all_right(left_->api(), *crowd);
    EXPECT_EQ(count_events(left_->api(), *crowd, "AttemptInterrupted"), 0U);
}

}  // namespace
}  // namespace sagaflow::testing
