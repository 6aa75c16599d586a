// One client connection: its socket, its address and what was read ahead. Owned by exactly one side
// at a time: the poller while it is idle or its head is incomplete, a worker while it is served.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace sagaflow::api {

using SteadyTime = std::chrono::steady_clock::time_point;

class Connection {
public:
    Connection(int socket, std::string address) : socket_(socket), address_(std::move(address)) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int socket() const { return socket_; }
    const std::string& address() const { return address_; }

    std::string input;          // received and not consumed
    std::size_t served = 0;     // requests answered
    SteadyTime deadline;        // while polled: when it is given up

    enum class Received { kSome, kNothing, kClosed };
    // Reads what is there, without waiting, at most `bytes_max`.
    Received receive(std::size_t bytes_max);
    // Waits until there is something to read, or until the deadline.
    bool wait_readable(SteadyTime until) const;
    // Sends what the socket takes without waiting; how many bytes that were.
    std::size_t send_some(std::string_view bytes) const;
    bool send_all(std::string_view bytes, SteadyTime until) const;
    // Says goodbye so that an answer is not lost to a reset: the client may still be sending.
    void close_gently(std::int64_t ms);

private:
    int socket_;
    std::string address_;
};

using ConnectionPtr = std::unique_ptr<Connection>;

}  // namespace sagaflow::api
