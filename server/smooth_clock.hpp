// The clock that timers, retries and deadlines go by: the database's time, carried on by the
// machine's monotonic clock. All nodes of a database share it, and nobody can make it jump.
//
// A wall clock that is set (by hand, by NTP, by a restored virtual machine) would fire every timer
// of the hours that it skips, or stop them all for the hours that it repeats. So the machine's wall
// clock counts only until the first heartbeat, and a later change of the database's clock is made
// good slowly, by a hundredth: a minute in two hours. A process that starts takes the database's
// time at once. Never goes back after the first heartbeat. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>

#include "engine/core/time.hpp"

namespace sagaflow::server {

class SmoothClock final : public Clock {
public:
    using MonotonicMs = std::function<std::int64_t()>;

    SmoothClock(const Clock& machine, MonotonicMs monotonic);
    explicit SmoothClock(const Clock& machine);  // with the machine's monotonic clock

    Timestamp now() const override;
    // What the database's clock said a moment ago.
    void database_says(Timestamp at);

private:
    std::int64_t correction_at(std::int64_t monotonic_ms) const;

    const MonotonicMs monotonic_;
    mutable std::mutex mutex_;
    std::int64_t offset_ms_;        // to the monotonic clock
    std::int64_t error_ms_ = 0;     // still to be made good
    std::int64_t error_since_ = 0;  // on the monotonic clock
    bool heard_ = false;
};

}  // namespace sagaflow::server
