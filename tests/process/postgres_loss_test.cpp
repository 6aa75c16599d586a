// The database goes away under a running engine and comes back.
#include <cstdlib>

#include "tests/process/support/order_test.hpp"
#include "tests/support/private_postgres.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::size_t kCutOffOrders = 60;
constexpr std::size_t kCutOffInFlightMin = 10;

class DatabaseLoss : public OrderTest {
protected:
    static void expect_refused_for_now(const ApiAnswer& answer) {
        EXPECT_EQ(answer.status, 503) << answer.body.dump();
        EXPECT_GE(std::atoi(answer.retry_after.c_str()), 1) << answer.retry_after;
    }

    void expect_refusals(const ApiClient& api) {
        EXPECT_EQ(api.get("/healthz").status, 200);
        expect_refused_for_now(api.start("trip", {{"order", "x"}, {"decline", ""}}, "x"));
        expect_refused_for_now(api.send_event("x", "nothing", "x", nullptr));
        expect_refused_for_now(api.post("/v1/sagas", saga("late", "done", {})));
    }
};

TEST_F(DatabaseLoss, OfAKilledPrivateServerEndsByItself) {
    const auto engine = make_engine("engine");
    engine->start();
    const pid_t pid = engine->process().pid();
    deploy(engine->api(), trip());
    hold_calls_after(20);
    OrderCrowd crowd({engine.get()}, kCutOffOrders);
    for (const std::size_t passing : {60U, 0U}) {
        ASSERT_TRUE(participant_.wait_until_held(kCutOffInFlightMin));
        if (passing == 0) participant_.release();  // commits are under way when it dies
        const std::size_t said = engine->process().said();
        engine->kill_database();
        EXPECT_EQ(engine->api().get("/healthz").status, 200);
        participant_.release();
        if (passing > 0) hold_calls_after(passing);
        ASSERT_TRUE(engine->process().wait_for_line("PostgreSQL runs again", kPatience, said));
    }
    ASSERT_TRUE(engine->wait_for_status("/readyz", 200, kPatience));
    crowd.join();
    expect_all_right(engine->api(), crowd);
    EXPECT_EQ(engine->process().pid(), pid);
    EXPECT_EQ(count_events(engine->api(), crowd, "AttemptInterrupted"), 0U)
        << "the engine lived on, so it knows every answer";
}

TEST_F(DatabaseLoss, OfAnExternalServerRefusesWritesUntilItIsBack) {
    const FreshDatabase database;
    const auto engine = make_engine("engine", database.connection_string());
    engine->start();
    const pid_t pid = engine->process().pid();
    deploy(engine->api(), trip());
    hold_calls_after(30);
    OrderCrowd crowd({engine.get()}, kCutOffOrders);
    ASSERT_TRUE(participant_.wait_until_held(kCutOffInFlightMin));

    PrivatePostgres::instance().stop_server();
    participant_.release();  // these answers arrive while they cannot be kept
    ASSERT_TRUE(engine->wait_for_status("/readyz", 503, kPatience));
    expect_refusals(engine->api());
    PrivatePostgres::instance().start_server();

    ASSERT_TRUE(engine->wait_for_status("/readyz", 200, kPatience));
    crowd.join();
    expect_all_right(engine->api(), crowd);
    EXPECT_EQ(engine->process().pid(), pid);
    EXPECT_EQ(count_events(engine->api(), crowd, "AttemptInterrupted"), 0U);
}

}  // namespace
}  // namespace sagaflow::testing
