// The engine thread as its parts see it: a place to run, a timer, time and random bits. Production
// runs it on Asio (server/), the simulator on virtual time.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/core/time.hpp"

namespace sagaflow {

class Loop {
public:
    virtual ~Loop() = default;

    // Runs `task` on the engine thread, soon, in the order of posting. Safe from any thread.
    virtual void post(std::function<void()> task) = 0;
    // Calls the timer function once, at or after `at` on the wall clock, or soon after that clock
    // was set back; a later call replaces an earlier one. Engine thread only.
    virtual void set_timer(Timestamp at) = 0;
    virtual void on_timer(std::function<void()> task) = 0;
    virtual Timestamp now() const = 0;
    virtual std::uint64_t random() = 0;
};

}  // namespace sagaflow
