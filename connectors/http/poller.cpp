#include "connectors/http/poller.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "engine/core/ensure.hpp"

namespace sagaflow::http {
namespace {

constexpr std::size_t kEventsPerWait = 256;

int timeout_ms(std::optional<Poller::TimePoint> until) {
    if (!until) return -1;
    const auto left = *until - std::chrono::steady_clock::now();
    // Rounded up: waking early would only spin.
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return static_cast<int>(std::clamp<std::int64_t>(ms, 0, 60'000));
}

std::uint64_t pack(std::uint32_t tag, int socket) {
    return (std::uint64_t{tag} << 32U) | static_cast<std::uint32_t>(socket);
}

}  // namespace

Poller::Poller()
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    ENSURE(epoll_ >= 0, "epoll_create1");
    ENSURE(wake_ >= 0, "eventfd");
    watch(wake_, 0, EPOLLIN);
}

Poller::~Poller() {
    close(wake_);
    close(epoll_);
}

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

void Poller::wait(std::optional<TimePoint> until, const Handler& handler) {
    std::array<epoll_event, kEventsPerWait> events;
    const int count =
        epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms(until));
    ENSURE(count >= 0 || errno == EINTR, "epoll_wait");
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const auto socket = static_cast<int>(event.data.u64 & 0xffffffffU);
        if (socket == wake_) {
            std::uint64_t ignored = 0;
            (void)!read(wake_, &ignored, sizeof ignored);
            continue;
        }
        handler(static_cast<std::uint32_t>(event.data.u64 >> 32U), socket, event.events);
    }
}

void Poller::wake() {
    const std::uint64_t one = 1;
    (void)!write(wake_, &one, sizeof one);
}

}  // namespace sagaflow::http
