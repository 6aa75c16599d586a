// Points in time and spans, in whole milliseconds, and the one door to the machine's clock.
//
// Wall-clock time is used throughout: timers must survive restarts, so they cannot hang on a
// monotonic clock that starts anew with the process.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace sagaflow {

struct Duration {
    std::int64_t ms = 0;
    auto operator<=>(const Duration&) const = default;
};

// Milliseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
    std::int64_t ms = 0;
    auto operator<=>(const Timestamp&) const = default;
};

inline Timestamp operator+(Timestamp at, Duration by) { return {at.ms + by.ms}; }
inline Duration operator-(Timestamp to, Timestamp from) { return {to.ms - from.ms}; }

// "200ms", "5s", "1h30m", "7d": one or more of d, h, m, s, ms, largest first. Not negative.
Result<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration duration);

// RFC 3339, read with any offset, written in UTC with milliseconds: 2026-01-31T08:00:00.000Z.
Result<Timestamp> parse_timestamp(std::string_view text);
std::string format_timestamp(Timestamp at);

// Injected wherever time is read, so that the simulator and the tests own it.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

// The machine's wall clock: the only place that reads it.
class SystemClock final : public Clock {
public:
    Timestamp now() const override;
};

}  // namespace sagaflow
