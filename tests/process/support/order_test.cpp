#include "tests/process/support/order_test.hpp"

#include <algorithm>
#include <set>

namespace sagaflow::testing {

Conduct OrderTest::holding_after(std::size_t passing) {
    return [passing](const Call& call) mutable {
        if (passing > 0) {
            --passing;
            return Treatment::kAnswer;
        }
        return call.number % 2 == 0 ? Treatment::kApplyThenHold : Treatment::kHoldThenApply;
    };
}

void OrderTest::expect_all_right(const ApiClient& api, const OrderCrowd& crowd) {
    const std::vector<Order> orders = crowd.acknowledged();
    EXPECT_EQ(orders.size(), crowd.size()) << "some orders were never acknowledged";
    std::set<std::string> instances;
    for (const Order& order : orders) {
        SCOPED_TRACE(order.name + " declines \"" + order.decline + "\", " + order.instance);
        const auto document = ended(api, "trip", order.name, order.decline);
        ASSERT_EQ(document.value("id", ""), order.instance);
        instances.insert(order.instance);
        expect_right(
            api, order.instance, {trip_steps(), order.decline.empty() ? "completed" : "compensated"}
        );
        if (HasFailure()) return;  // one whole story says more than fifty
    }
    EXPECT_EQ(instances.size(), crowd.size());
    EXPECT_EQ(api.instances("saga=trip").size(), crowd.size())
        << "more started than were asked for";
    const Ledger ledger = participant_.ledger();
    for (const std::string& fault : ledger.faults()) ADD_FAILURE() << fault;
}

std::size_t OrderTest::count_events(
    const ApiClient& api, const OrderCrowd& crowd, const std::string& type
) {
    std::size_t count = 0;
    for (const Order& order : crowd.acknowledged()) {
        const auto history = api.history(order.instance);
        count += static_cast<std::size_t>(std::count_if(
            history.begin(),
            history.end(),
            [&](const auto& event) { return event.at("type") == type; }
        ));
    }
    return count;
}

}  // namespace sagaflow::testing
