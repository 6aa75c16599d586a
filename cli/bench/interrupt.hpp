// Ctrl-C and SIGTERM of a run: told to whoever asks, so that children are ended and files removed
// on the ordinary way out. One for each run, made before any other thread; the thread inside only
// waits for signals. A second signal ends this program at once, without cleaning up.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <thread>

namespace sagaflow::bench {

class Interrupt {
public:
    // `told` runs on the thread inside.
    explicit Interrupt(std::function<void()> told);
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    bool came() const { return came_.load(); }
    const std::atomic<bool>& flag() const { return came_; }

private:
    void wait();

    std::function<void()> told_;
    std::atomic<bool> came_{false};
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    std::thread thread_;
};

}  // namespace sagaflow::bench
