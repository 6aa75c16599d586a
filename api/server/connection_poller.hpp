// Holds every connection that has no complete request yet: new ones, idle ones, and those whose
// head is still arriving. One thread with epoll, so that neither idle clients nor slow senders of
// headers cost a worker. Hands a connection on when its head is complete.
//
// Bounds: connections in all and by address, bytes and time of a head, time between requests.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/server/connection.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::api {

struct PollerOptions {
    std::size_t connections_max = 0;
    std::size_t connections_per_address_max = 0;
    std::size_t head_bytes_max = 0;
    std::int64_t head_ms = 0;
    std::int64_t idle_ms = 0;
};

class ConnectionPoller {
public:
    // Runs on the poller's thread and must not block.
    using Ready = std::function<void(ConnectionPtr)>;

    ConnectionPoller(PollerOptions options, Ready ready);
    ~ConnectionPoller();

    // Takes the listening socket over.
    Status start(int listener);
    // No new connections, idle ones are closed. Those that are being served come back to park().
    void stop_accepting();
    void stop();

    // From anyone: runs `task` on the poller's thread, soon. It must not block.
    void post(std::function<void()> task);
    // From anyone: the request is answered and the connection may bring another one.
    void park(ConnectionPtr connection);
    // From anyone: the connection is gone.
    void forget(const std::string& address);
    std::size_t open_connections() const { return open_.load(); }

private:
    using Table = std::unordered_map<int, ConnectionPtr>;

    void run();
    void wake() const;
    void accept_all();
    void admit(int socket, std::string address);
    void watch(ConnectionPtr connection);
    void on_readable(int socket);
    void run_posted();
    void take_back(ConnectionPtr connection);
    void sweep();
    void drop(Table::iterator found);
    void refuse(ConnectionPtr connection, int status);

    PollerOptions options_;
    Ready ready_;
    int listener_ = -1;
    int epoll_ = -1;
    int wake_ = -1;
    std::thread thread_;
    std::atomic<bool> accepting_{false};
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> open_{0};
    Table polled_;  // the poller's thread only
    SteadyTime next_sweep_;

    std::mutex mutex_;
    std::vector<std::function<void()>> posted_;
    std::unordered_map<std::string, std::size_t> by_address_;
};

// What is said to a connection that cannot be served at all; complete bytes of an answer.
std::string canned_refusal(int status);

}  // namespace sagaflow::api
