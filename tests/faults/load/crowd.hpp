// The load: orders at a steady rate whatever the engines do, from clients on threads of their own.
// One in five is planned to be declined at its last reversible step; one in ten gives up after its
// first try, so that it is not known whether it started. Orders of "paid" get their event early,
// late or twice.
//
// Owned by the run; public functions from its thread. The destructor stops.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/load/client.hpp"

namespace sagaflow::faults {

struct CrowdPlan {
    double rate = 80;  // orders a second
    std::size_t clients = 12;
    std::string prefix = "order";
    std::vector<std::string> sagas{"plain", "timed", "paid"};
    bool declines = true;
    bool some_give_up = true;
    std::chrono::milliseconds patience{60'000};  // of a client with one order
};

class Crowd {
public:
    Crowd(CrowdPlan plan, const Engines& engines, ClientLog& log);
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    // No further orders; returns when those under way are acknowledged or given up.
    void stop();
    std::size_t acknowledged() const;
    std::size_t given_up() const { return given_up_.load(); }
    // Until that many were acknowledged in all; false at the deadline.
    bool wait_for_acknowledged(std::size_t count, std::chrono::milliseconds limit) const;

private:
    void serve(std::size_t number);
    bool wait_until_due(std::size_t order);
    void place(Client& client, std::size_t number);
    void note_acknowledged();

    CrowdPlan plan_;
    const Engines& engines_;
    ClientLog& log_;
    std::chrono::steady_clock::time_point begun_;
    std::atomic<std::size_t> next_{0};
    std::atomic<std::size_t> given_up_{0};
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool stopping_ = false;
    std::size_t acknowledged_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace sagaflow::faults
