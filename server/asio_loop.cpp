#include "server/asio_loop.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>

namespace sagaflow::server {
namespace {

// The wall clock may be set while the timer sleeps: look again at least this often.
constexpr std::int64_t kSleepMsMax = 5'000;

std::mt19937_64 seeded() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
}

}  // namespace

AsioLoop::AsioLoop(boost::asio::io_context& io, const Clock& clock)
    : io_(io), clock_(clock), timer_(io), random_(seeded()) {}

void AsioLoop::post(std::function<void()> task) { boost::asio::post(io_, std::move(task)); }

void AsioLoop::set_timer(Timestamp at) {
    if (at_ && *at_ == at) return;
    at_ = at;
    arm();
}

void AsioLoop::arm() {
    armed_at_ = now();
    const std::int64_t wait_ms = std::clamp<std::int64_t>(at_->ms - armed_at_.ms, 0, kSleepMsMax);
    timer_.expires_after(std::chrono::milliseconds(wait_ms));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || !at_) return;
        const bool set_back = now() < armed_at_;
        if (now() < *at_ && !set_back) {
            arm();
            return;
        }
        at_.reset();
        task_();
    });
}

}  // namespace sagaflow::server
