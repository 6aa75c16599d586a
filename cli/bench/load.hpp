// The load generator: keep-alive connections that send requests and time them.
//
// Closed loop: each connection sends its next request when the last one is done. Open loop (a
// rate): requests fall due at fixed moments whatever the answers do, and are timed from the moment
// when they were due, so that a slow server cannot slow down what is asked of it.
// Owned by one run; lives on the thread that runs the io_context. Nothing here throws: a broken
// connection is an answer of status 0, and the connection is made anew.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/bench/wire.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Job {
    std::uint64_t number = 0;  // the workload's own
    std::string request;       // bytes, ready to send
    SteadyTime due;            // set by the generator: timed from here
};

// An answer, or what became of one: status 0 and the reason as body.
struct Reply {
    int status = 0;
    std::string_view body;
};

// Asked on the same connection before the job counts as done.
struct FollowUp {
    std::string request;
    std::chrono::milliseconds pause{0};
};

struct LoadPlan {
    std::uint16_t port = 0;
    int connections = 1;
    double rate = 0;
    // A server closes idle connections. One that rested longer than this is made anew before it
    // is used: a request sent into a closing one is lost, and nobody knows whether it was read.
    std::chrono::milliseconds renew_after{limits::kHttpIdleMsMax / 2};
    // The next request; false: there are no more, now or later.
    std::function<bool(Job&)> next;
    std::function<std::optional<FollowUp>(const Job&, const Reply&)> answered;
    // Every job is done and there are no more.
    std::function<void()> finished;
};

class Load {
public:
    Load(boost::asio::io_context& io, LoadPlan plan);
    ~Load();
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    // Begins; the io_context's work ends when the last job is done.
    void start();

private:
    class Lane;

    void take(Lane& lane);
    bool next_job(Job& job);
    void rest(Lane& lane);
    void schedule();
    void arrive();

    boost::asio::io_context& io_;
    LoadPlan plan_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    boost::asio::steady_timer clock_;
    std::vector<Lane*> idle_;  // open loop: without work
    std::deque<Job> backlog_;  // open loop: due, and no lane was free
    std::uint64_t arrivals_ = 0;
    std::size_t busy_ = 0;  // lanes with a job
    bool exhausted_ = false;
    SteadyTime begun_;
};

}  // namespace sagaflow::bench
