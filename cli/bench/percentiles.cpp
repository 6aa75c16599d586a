#include "cli/bench/percentiles.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/ensure.hpp"

namespace sagaflow::bench {

void Latencies::add(std::chrono::steady_clock::duration latency) {
    micros_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(latency).count());
    sorted_ = false;
}

void Latencies::add(const Latencies& others) {
    micros_.insert(micros_.end(), others.micros_.begin(), others.micros_.end());
    sorted_ = false;
}

std::optional<double> Latencies::percentile_ms(double percent) const {
    ENSURE(percent > 0 && percent <= 100, "a percentile out of (0, 100]");
    if (micros_.empty()) return std::nullopt;
    if (!sorted_) std::sort(micros_.begin(), micros_.end());
    sorted_ = true;
    const double rank = std::ceil(percent / 100.0 * static_cast<double>(micros_.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return static_cast<double>(micros_[std::min(index, micros_.size() - 1)]) / 1000.0;
}

}  // namespace sagaflow::bench
