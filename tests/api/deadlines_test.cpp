#include "api/deadlines.hpp"

#include <gtest/gtest.h>

#include <future>

namespace sagaflow::api {
namespace {

Deadlines::Time in_ms(int ms) {
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}

TEST(Deadlines, RunInOrderOfTime) {
    Deadlines deadlines;
    std::vector<int> order;
    std::promise<void> done;
    deadlines.add(in_ms(20), [&] {
        order.push_back(2);
        done.set_value();
    });
    deadlines.add(in_ms(5), [&] { order.push_back(1); });
    done.get_future().wait();
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Deadlines, DoNotRunWhenCancelled) {
    Deadlines deadlines;
    std::promise<void> done;
    const auto ticket = deadlines.add(in_ms(2), [] { ADD_FAILURE() << "it was cancelled"; });
    deadlines.cancel(ticket);
    deadlines.add(in_ms(10), [&] { done.set_value(); });
    done.get_future().wait();
    deadlines.cancel(ticket);  // twice is harmless
}

TEST(Deadlines, MayAddFurtherOnes) {
    Deadlines deadlines;
    std::promise<void> done;
    deadlines.add(in_ms(1), [&] { deadlines.add(in_ms(1), [&] { done.set_value(); }); });
    done.get_future().wait();
}

TEST(Deadlines, AreForgottenAtTheEnd) {
    Deadlines deadlines;
    deadlines.add(in_ms(60'000), [] { ADD_FAILURE() << "far away"; });
}

}  // namespace
}  // namespace sagaflow::api
