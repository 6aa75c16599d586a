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
    for (const std::size_t passing : {50U, 40U, 40U, 0U}) {
        ASSERT_TRUE(participant_.wait_until_held(kKilledInFlightMin));
        // Answers that reach nobody, and answers that arrive while it dies.
        if (passing == 40) participant_.release();
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
