#include "api/deadlines.hpp"

#include <gtest/gtest.h>

#include <future>

namespace sagaflow::api {
namespace {

Deadlines::Time in_ms(int ms) {
    return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}

// Holds the thread of the deadlines in a task, so that what a test adds meanwhile is there as a
// whole before any of it runs, however long the test's own thread is kept waiting.
//
// It and all that tasks refer to is made before the deadlines, whose end ends their thread.
class Busy {
public:
    void begin(Deadlines& deadlines) {
        deadlines.add(in_ms(0), [this] {
            begun_.set_value();
            over_.get_future().wait();
        });
        begun_.get_future().wait();
    }
    void end() { over_.set_value(); }

private:
    std::promise<void> begun_;
    std::promise<void> over_;
};

TEST(Deadlines, RunInOrderOfTime) {
    Busy busy;
    std::vector<int> order;
    std::promise<void> done;
    Deadlines deadlines;
    busy.begin(deadlines);
    const auto first = in_ms(1);
    deadlines.add(first + std::chrono::milliseconds(4), [&] {
        order.push_back(2);
        done.set_value();
    });
    deadlines.add(first, [&] { order.push_back(1); });
    busy.end();
    done.get_future().wait();
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Deadlines, WaitForTheirTime) {
    std::promise<Deadlines::Time> ran;
    Deadlines deadlines;
    const auto due = in_ms(20);
    deadlines.add(due, [&] { ran.set_value(std::chrono::steady_clock::now()); });
    EXPECT_GE(ran.get_future().get(), due);
}

TEST(Deadlines, RunBeforeALaterOneThatWasAddedFirst) {
    std::promise<void> done;
    Deadlines deadlines;
    deadlines.add(in_ms(3'600'000), [] { ADD_FAILURE() << "far away"; });
    deadlines.add(in_ms(5), [&] { done.set_value(); });
    done.get_future().wait();
}

TEST(Deadlines, DoNotRunWhenCancelled) {
    Busy busy;
    std::promise<void> done;
    Deadlines deadlines;
    busy.begin(deadlines);
    const auto ticket = deadlines.add(in_ms(2), [] { ADD_FAILURE() << "it was cancelled"; });
    deadlines.cancel(ticket);
    deadlines.add(in_ms(10), [&] { done.set_value(); });
    busy.end();
    done.get_future().wait();
    deadlines.cancel(ticket);  // twice is harmless
}

TEST(Deadlines, MayAddFurtherOnes) {
    std::promise<void> done;
    Deadlines deadlines;
    deadlines.add(in_ms(1), [&] { deadlines.add(in_ms(1), [&] { done.set_value(); }); });
    done.get_future().wait();
}

TEST(Deadlines, AreForgottenAtTheEnd) {
    Deadlines deadlines;
    deadlines.add(in_ms(3'600'000), [] { ADD_FAILURE() << "far away"; });
}

}  // namespace
}  // namespace sagaflow::api
