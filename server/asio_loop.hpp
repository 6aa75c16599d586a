// The engine thread's loop on Boost.Asio: the thread that runs the io_context is the engine thread.
//
// Owned by the composition root. post() is safe from any thread; the rest is the engine thread's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <random>

#include "engine/shard/loop.hpp"

namespace sagaflow::server {

class AsioLoop final : public Loop {
public:
    AsioLoop(boost::asio::io_context& io, const Clock& clock);

    void post(std::function<void()> task) override;
    void set_timer(Timestamp at) override;
    void on_timer(std::function<void()> task) override { task_ = std::move(task); }
    Timestamp now() const override { return clock_.now(); }
    std::uint64_t random() override { return random_(); }

private:
    void arm();

    boost::asio::io_context& io_;
    const Clock& clock_;
    boost::asio::steady_timer timer_;
    std::function<void()> task_;
    std::optional<Timestamp> at_;
    Timestamp armed_at_;  // when the timer was set going
    std::mt19937_64 random_;
};

}  // namespace sagaflow::server
