// Microseconds of the machine's monotonic clock: the same in every process, and nobody can set it.
#pragma once

#include <chrono>
#include <cstdint>

namespace sagaflow::faults {

inline std::int64_t monotonic_us() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace sagaflow::faults
