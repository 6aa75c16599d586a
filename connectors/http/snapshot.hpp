// Figures of the HTTP connector for metrics: plain values, copied at one moment.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::http {

// How calls end, as a label of few values.
enum class CallClass { k2xx, k3xx, k4xx, k5xx, kTimeout, kConnection, kLimit, kInput, kResponse };
inline constexpr std::size_t kCallClasses = 9;
inline constexpr std::array<std::string_view, kCallClasses> kCallClassNames{
    "2xx", "3xx", "4xx", "5xx", "timeout", "connection", "limit", "input", "response"};

struct ConnectionSnapshot {
    std::string name;                                 // empty: calls by `url` without a connection
    std::array<std::uint64_t, kCallClasses> calls{};  // ended, by CallClass
    std::uint64_t in_flight = 0;
    std::uint64_t queued = 0;
    double seconds = 0;  // summed over the calls that ended, time in the queue included
};

struct Snapshot {
    std::vector<ConnectionSnapshot> connections;
};

}  // namespace sagaflow::http
