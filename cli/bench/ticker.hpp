// Does something at even pauses while a load runs. Owned by whoever runs the io_context, on its
// thread; outlives the run.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>

namespace sagaflow::bench {

class Ticker {
public:
    Ticker(boost::asio::io_context& io, std::chrono::milliseconds pause, std::function<void()> tick)
        : timer_(io), pause_(pause), tick_(std::move(tick)) {}

    void start();
    // No further tick. Cancelling the timer alone would not do: its handler may be queued already,
    // as one of a good end, and would set it again.
    void stop();

private:
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds pause_;
    std::function<void()> tick_;
    bool stopped_ = false;
};

}  // namespace sagaflow::bench
