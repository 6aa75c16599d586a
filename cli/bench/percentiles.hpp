// Latencies of one run and their percentiles. Plain value, one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace sagaflow::bench {

class Latencies {
public:
    void add(std::chrono::steady_clock::duration latency);
    void add(const Latencies& others);
    std::size_t count() const { return micros_.size(); }
    // Nearest rank: the smallest latency that `percent` of all do not exceed. None without any.
    std::optional<double> percentile_ms(double percent) const;

private:
    mutable std::vector<std::int64_t> micros_;  // put in order when first asked
    mutable bool sorted_ = true;
};

}  // namespace sagaflow::bench
