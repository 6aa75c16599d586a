// Runs a task at its time unless it was cancelled before: what bounds answers that no thread waits
// for. Thread-safe. One thread, asleep until the earliest task; tasks run on it and must not block.
// Tasks that are left when it is destroyed never run.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace sagaflow::api {

class Deadlines {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Ticket = std::pair<Time, std::uint64_t>;

    Deadlines();
    ~Deadlines();
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    Ticket add(Time at, std::function<void()> task);
    // Harmless when it ran already.
    void cancel(const Ticket& ticket);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<Ticket, std::function<void()>> tasks_;
    std::uint64_t next_number_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sagaflow::api
