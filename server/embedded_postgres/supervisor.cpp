#include "server/embedded_postgres/supervisor.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace sagaflow::server {
namespace {

constexpr int kFirstPauseMs = 200;
constexpr int kPauseMsMax = 5'000;
constexpr int kForever = -1;

}  // namespace

Supervisor::Supervisor(PostmasterOptions options, Postmaster server, Notice notice)
    : options_(std::move(options)),
      notice_(std::move(notice)),
      server_(std::move(server)),
      pid_(server_->pid()),
      watcher_([this] { watch(); }) {}

Supervisor::~Supervisor() {
    if (watcher_.joinable()) watcher_.join();
}

Status Supervisor::stop() {
    if (watcher_.joinable()) watcher_.join();
    if (!server_) return ok_status();
    const auto stopped = server_->stop();
    server_.reset();
    pid_ = 0;
    return stopped;
}

void Supervisor::watch() {
    while (sleep_until_woken(server_->process_handle(), kForever) == Woken::kServerEnded) {
        notice_("PostgreSQL ended unexpectedly; starting it again");
        server_->forget();
        server_.reset();
        pid_ = 0;
        if (!start_again()) return;
    }
}

// False when the engine stops meanwhile.
bool Supervisor::start_again() {
    for (int pause_ms = kFirstPauseMs;; pause_ms = std::min(pause_ms * 2, kPauseMsMax)) {
        if (sleep_until_woken(-1, pause_ms) == Woken::kCancelled) return false;
        const auto running = find_running(options_.layout, options_.account);
        auto started = running.ok() ? Postmaster::start(options_) : running.error();
        if (started.ok()) {
            server_.emplace(std::move(started).value());
            pid_ = server_->pid();
            notice_("PostgreSQL runs again");
            return true;
        }
        notice_(started.error().message);
    }
}

Supervisor::Woken Supervisor::sleep_until_woken(int process_handle, int limit_ms) const {
    std::array<pollfd, 2> waiting{{{process_handle, POLLIN, 0}, {options_.cancel_fd, POLLIN, 0}}};
    int ready = poll(waiting.data(), waiting.size(), limit_ms);
    while (ready < 0 && errno == EINTR) ready = poll(waiting.data(), waiting.size(), limit_ms);
    if (waiting[1].revents != 0) return Woken::kCancelled;
    return waiting[0].revents != 0 ? Woken::kServerEnded : Woken::kTimePassed;
}

}  // namespace sagaflow::server
