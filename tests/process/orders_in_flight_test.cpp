// Orders on their way while the engine is killed, again and again.
#include "tests/process/support/order_test.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::size_t kKilledOrders = 64;
constexpr std::size_t kKilledInFlightMin = 10;

class OrdersInFlight : public OrderTest {};

TEST_F(OrdersInFlight, EndRightWhenTheEngineIsKilledAgainAndAgain) {
    const auto engine = make_engine("engine");
    engine->start();
    deploy(engine->api(), trip());
    hold_calls_after(0);
    OrderCrowd crowd({engine.get()}, kKilledOrders);
    // An order takes three calls at least. Those that are let go early make two of them at most,
    // so the last kill meets orders in flight however long the first kills take.
    for (const std::size_t passing : {20U, 15U, 15U, 0U}) {
        ASSERT_TRUE(participant_.wait_until_held(kKilledInFlightMin));
        // Answers that reach nobody, and answers that arrive while it dies.
        if (passing == 15) participant_.release(holding_after(0));
        engine->kill_now();
        participant_.release();
        if (passing > 0) hold_calls_after(passing);
        engine->start();
    }
    crowd.join();
    expect_all_right(engine->api(), crowd);
    EXPECT_GE(count_events(engine->api(), crowd, "AttemptInterrupted"), kKilledInFlightMin);
}

}  // namespace
}  // namespace sagaflow::testing
