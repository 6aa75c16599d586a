#include "server/smooth_clock.hpp"

#include <gtest/gtest.h>

namespace sagaflow::server {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

class FixedClock final : public Clock {
public:
    Timestamp now() const override { return {1'000'000}; }
};

class SmoothClockTest : public ::testing::Test {
protected:
    // The engine's time after this many milliseconds.
    std::int64_t after(std::int64_t ms) {
        monotonic_ += ms;
        return clock_.now().ms;
    }

    FixedClock machine_;
    std::int64_t monotonic_ = 500;
    SmoothClock clock_{machine_, [this] { return monotonic_; }};
};

TEST_F(SmoothClockTest, BeginsWithTheMachinesTime) {
    EXPECT_EQ(clock_.now().ms, 1'000'000);
    EXPECT_EQ(after(250), 1'000'250);
}

TEST_F(SmoothClockTest, TakesTheDatabasesTimeAtTheFirstHeartbeat) {
    clock_.database_says({5'000'000});
    EXPECT_EQ(clock_.now().ms, 5'000'000);
    EXPECT_EQ(after(1'000), 5'001'000);
}

TEST_F(SmoothClockTest, DoesNotJumpAheadWithTheDatabase) {
    clock_.database_says({5'000'000});
    clock_.database_says({5'000'000 + kHourMs});
    EXPECT_EQ(clock_.now().ms, 5'000'000);
    EXPECT_EQ(after(1'000), 5'001'010);
}

TEST_F(SmoothClockTest, NeverGoesBack) {
    clock_.database_says({5'000'000});
    std::int64_t last = clock_.now().ms;
    for (int beat = 0; beat < 50; ++beat) {
        clock_.database_says({5'000'000 - kHourMs + beat * 2'000});
        for (int step = 0; step < 20; ++step) {
            const std::int64_t now = after(100);
            EXPECT_GE(now, last);
            last = now;
        }
    }
    EXPECT_GE(last, 5'000'000 + 98'000);
}

TEST_F(SmoothClockTest, MakesAChangeGoodInTime) {
    clock_.database_says({5'000'000});
    std::int64_t database = 5'000'000 + 60'000;  // a minute ahead, from now on
    for (int beat = 0; beat < 2 * 3'600; ++beat) {
        clock_.database_says({database});
        monotonic_ += 2'000;
        database += 2'000;
    }
    EXPECT_EQ(clock_.now().ms, database);
}

}  // namespace
}  // namespace sagaflow::server
