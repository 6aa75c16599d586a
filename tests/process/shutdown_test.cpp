// SIGTERM: the engine lets calls that are out come home, and causes no retry.
#include <signal.h>
#include <sys/wait.h>

#include "tests/process/support/order_test.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::size_t kDrainedOrders = 20;

class Shutdown : public OrderTest {
protected:
    void expect_first_attempts_only() {
        const Ledger ledger = participant_.ledger();
        for (const Call& call : ledger.calls()) {
            EXPECT_EQ(call.attempt, 1) << to_string(call.purpose) << " " << call.key;
        }
    }
};

TEST_F(Shutdown, WaitsForCallsThatAreOutAndCausesNoRetry) {
    const auto engine = make_engine("engine");
    engine->start();
    deploy(engine->api(), trip());
    hold_calls_after(10);
    OrderCrowd crowd({engine.get()}, kDrainedOrders);
    crowd.join();
    ASSERT_TRUE(participant_.wait_until_held(kDrainedOrders / 2));
    engine->send(SIGTERM);
    ASSERT_TRUE(engine->process().wait_for_line("\"message\":\"stopping", kPatience));
    participant_.release();
    const int status = engine->wait_for_end();
    EXPECT_TRUE(WIFEXITED(status)) << "status " << status;
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_FALSE(std::filesystem::exists(scratch_.path() / "engine/pg/postmaster.pid"))
        << "the private PostgreSQL was left running";
    engine->start();
    expect_all_right(engine->api(), crowd);
    expect_first_attempts_only();
}

}  // namespace
}  // namespace sagaflow::testing
