#include "connectors/http/poller.hpp"

#include <unistd.h>

#include <cerrno>

#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

constexpr std::size_t kEventsPerPoll = 256;

std::uint64_t pack(std::uint32_t tag, int socket) {
    return (std::uint64_t{tag} << 32U) | static_cast<std::uint32_t>(socket);
}

}  // namespace

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)) { ENSURE(epoll_ >= 0, "epoll_create1"); }

Poller::~Poller() { close(epoll_); }

void Poller::watch(int socket, std::uint32_t tag, std::uint32_t events) {
    if (events == 0) {
        forget(socket);
        return;
    }
    epoll_event event{};
    event.events = events;
    event.data.u64 = pack(tag, socket);
    if (epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event) == 0) return;
    ENSURE(errno == ENOENT, "epoll_ctl MOD");
    ENSURE(epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) == 0, "epoll_ctl ADD");
}

void Poller::forget(int socket) {
    // A socket that was closed meanwhile has left the set by itself.
    (void)epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
}

void Poller::poll(const Handler& handler) {
    std::array<epoll_event, kEventsPerPoll> events;
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
    ENSURE(count >= 0 || errno == EINTR, "epoll_wait");
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const auto socket = static_cast<int>(event.data.u64 & 0xffffffffU);
        handler(static_cast<std::uint32_t>(event.data.u64 >> 32U), socket, event.events);
    }
}

}  // namespace sagaflow::http
