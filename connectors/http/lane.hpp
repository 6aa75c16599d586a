// The calls of one connection that wait for a place, and the bounds that make them wait.
//
// Owned by the connector and changed by its thread only; the counters are atomics, so that
// snapshot() may read them from any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "connectors/connector.hpp"
#include "connectors/http/snapshot.hpp"
#include "connectors/http/token_bucket.hpp"

namespace sagaflow::http {

using TimePoint = std::chrono::steady_clock::time_point;

// A call on its way through the connector.
struct Ticket {
    CallRequest request;
    Connector::Done done;
    TimePoint accepted;
    TimePoint deadline;     // accepted + the attempt's timeout: waiting counts
    std::size_t bytes = 0;  // of the queue's budget; 0 while not queued
};

class Lane {
public:
    using Queue = std::list<Ticket>;
    // Waiting calls by deadline, over all lanes.
    using Deadlines = std::multimap<TimePoint, std::pair<Lane*, Queue::iterator>>;

    struct Bounds {
        std::size_t concurrency;
        std::optional<double> rate_per_second;
        std::size_t queue_calls_max;
        std::size_t queue_bytes_max;
    };

    Lane(std::string name, const Bounds& bounds, TimePoint now);

    // Takes a place if there is one and nobody waits for it.
    bool try_enter(TimePoint now);
    // A place given back.
    void leave();

    // False when the queue is full; the ticket is untouched then.
    bool push(Ticket& ticket, Deadlines& deadlines);
    // The next waiting call, together with a place for it.
    std::optional<Ticket> pop(TimePoint now, Deadlines& deadlines);
    // The next waiting call, without a place: it will not be sent.
    std::optional<Ticket> drop(Deadlines& deadlines);
    Ticket take(Deadlines::iterator expired, Deadlines& deadlines);

    // When the rate lets the next waiting call go; nullopt when no time would help.
    std::optional<TimePoint> next_start(TimePoint now);

    void count(const CallResult& result, std::chrono::duration<double> took);
    ConnectionSnapshot snapshot() const;

    std::size_t concurrency() const { return bounds_.concurrency; }

private:
    bool has_place(TimePoint now);
    Ticket unlink(Queue::iterator place);

    std::string name_;
    Bounds bounds_;
    std::optional<TokenBucket> bucket_;
    Queue queue_;
    std::size_t queue_bytes_ = 0;
    std::atomic<std::uint64_t> in_flight_{0};
    std::atomic<std::uint64_t> queued_{0};
    std::atomic<std::uint64_t> microseconds_{0};
    std::array<std::atomic<std::uint64_t>, kCallClasses> calls_{};
};

}  // namespace sagaflow::http
