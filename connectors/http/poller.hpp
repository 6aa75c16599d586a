// The sockets of libcurl in an epoll set of their own, which Asio waits for as one descriptor.
//
// libcurl announces changes of interest socket by socket, which maps one to one onto
// level-triggered epoll; Asio would need a new wait operation after every event. Owned and used by
// the connector's thread.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <functional>

namespace sagaflow::http {

class Poller {
public:
    // The owner's tag of the socket, the socket, the epoll events.
    using Handler = std::function<void(std::uint32_t tag, int socket, std::uint32_t events)>;

    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    // Adds the socket or changes its interest; no events removes it.
    void watch(int socket, std::uint32_t tag, std::uint32_t events);
    void forget(int socket);

    // Tells of what is ready now, without waiting.
    void poll(const Handler& handler);
    // Readable when something is ready.
    int descriptor() const { return epoll_; }

private:
    int epoll_ = -1;
};

}  // namespace sagaflow::http
