#include "api/server/reconnect_pause.hpp"

#include <gtest/gtest.h>

namespace sagaflow::api {
namespace {

using std::chrono::milliseconds;

TEST(ReconnectPause, DoublesUpToItsBound) {
    ReconnectPause pause(1'000, 10'000);
    for (const std::int64_t expected : {1'000, 2'000, 4'000, 8'000, 10'000, 10'000, 10'000}) {
        EXPECT_EQ(pause.next(0), milliseconds(expected));
    }
}

TEST(ReconnectPause, TakesARandomPartAway) {
    for (std::uint64_t random = 0; random < 2'000; random += 7) {
        ReconnectPause pause(1'000, 10'000);
        const auto first = pause.next(random);
        EXPECT_GE(first, milliseconds(500));
        EXPECT_LE(first, milliseconds(1'000));
    }
    ReconnectPause one(1'000, 10'000);
    ReconnectPause other(1'000, 10'000);
    EXPECT_NE(one.next(3), other.next(400)) << "two that lost the same server";
}

TEST(ReconnectPause, IsShortAgainAfterAConnectionThatHeld) {
    ReconnectPause pause(1'000, 10'000);
    for (int i = 0; i < 5; ++i) (void)pause.next(0);
    pause.held_for(milliseconds(9'999));
    EXPECT_EQ(pause.next(0), milliseconds(10'000)) << "it broke off at once";
    pause.held_for(milliseconds(10'000));
    EXPECT_EQ(pause.next(0), milliseconds(1'000));
}

}  // namespace
}  // namespace sagaflow::api
