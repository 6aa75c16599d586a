// A crowd of orders, and the look at every one of them afterwards.
#pragma once

#include "tests/process/support/order_crowd.hpp"
#include "tests/process/support/process_test.hpp"

namespace sagaflow::testing {

class OrderTest : public ProcessTest {
protected:
    using ProcessTest::ProcessTest;

    // The next `passing` calls are answered; all that follow are held, every other one before its
    // effect is applied.
    static Conduct holding_after(std::size_t passing);
    void hold_calls_after(std::size_t passing) { participant_.conduct(holding_after(passing)); }
    // Waits for the end of every order, and judges it.
    void expect_all_right(const ApiClient& api, const OrderCrowd& crowd);
    // Events of this type in the histories of all orders.
    std::size_t count_events(
        const ApiClient& api, const OrderCrowd& crowd, const std::string& type
    );
};

}  // namespace sagaflow::testing
