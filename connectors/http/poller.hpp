// epoll with a wake-up: what the connector's one thread sleeps in.
//
// libcurl announces changes of interest socket by socket, which maps one to one onto
// level-triggered epoll; Asio would need a new wait operation after every event. Owned and used by
// the connector's thread; only wake() may be called from others.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace sagaflow::http {

class Poller {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    // The owner's tag of the socket, the socket, the epoll events.
    using Handler = std::function<void(std::uint32_t tag, int socket, std::uint32_t events)>;

    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    // Adds the socket or changes its interest; no events removes it.
    void watch(int socket, std::uint32_t tag, std::uint32_t events);
    void forget(int socket);

    // Waits for events, a wake-up or the time, whichever is first. nullopt: without bound.
    void wait(std::optional<TimePoint> until, const Handler& handler);
    void wake();

private:
    int epoll_ = -1;
    int wake_ = -1;
};

}  // namespace sagaflow::http
