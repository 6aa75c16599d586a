// Timestamps and durations as text, to the nanosecond. Private to dsl/cel.
#pragma once

#include <string>
#include <string_view>

#include "dsl/cel/value.hpp"

namespace sagaflow::cel {

inline constexpr std::int64_t kTimestampSecondsMin = -62'135'596'800;  // 0001-01-01T00:00:00Z
inline constexpr std::int64_t kTimestampSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

// RFC 3339 with any offset and up to nine digits of a second. An error Value otherwise.
Value read_timestamp(std::string_view text);
// In UTC, with as many digits of the second as are needed.
std::string timestamp_text(const Value& timestamp);

// One or more numbers with h, m, s, ms, us or ns behind a sign: "1h30m", "-1.5s".
Value read_duration(std::string_view text);
// In seconds: "5400s", "-1.5s".
std::string duration_text(const Value& duration);

}  // namespace sagaflow::cel
