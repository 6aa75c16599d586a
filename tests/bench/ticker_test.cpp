#include "cli/bench/ticker.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(BenchTicker, TicksUntilItIsStopped) {
    boost::asio::io_context io;
    int ticks = 0;
    Ticker* itself = nullptr;
    Ticker ticker(io, milliseconds(1), [&] {
        if (++ticks == 3) itself->stop();
    });
    itself = &ticker;
    ticker.start();
    io.run();
    EXPECT_EQ(ticks, 3);
}

// Both timers have expired before the loop looks: the ticker's handler is queued behind the one
// that stops it.
TEST(BenchTicker, StopsAlthoughItsNextTickIsQueued) {
    boost::asio::io_context io;
    int ticks = 0;
    Ticker ticker(io, milliseconds(2), [&] { ++ticks; });
    boost::asio::steady_timer first(io, milliseconds(1));
    first.async_wait([&](const boost::system::error_code&) { ticker.stop(); });
    ticker.start();
    const auto late = steady_clock::now() + milliseconds(5);
    boost::asio::post(io, [late] {
        while (steady_clock::now() < late) {
        }
    });
    io.run_for(std::chrono::seconds(5));
    EXPECT_TRUE(io.stopped());
    EXPECT_EQ(ticks, 0);
}

}  // namespace
}  // namespace sagaflow::bench
