#include "server/smooth_clock.hpp"

#include <algorithm>
#include <chrono>

namespace sagaflow::server {
namespace {

constexpr std::int64_t kSlewDivisor = 100;

std::int64_t machine_monotonic_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

SmoothClock::SmoothClock(const Clock& machine, MonotonicMs monotonic)
    : monotonic_(std::move(monotonic)), offset_ms_(machine.now().ms - monotonic_()) {}

SmoothClock::SmoothClock(const Clock& machine) : SmoothClock(machine, machine_monotonic_ms) {}

std::int64_t SmoothClock::correction_at(std::int64_t monotonic_ms) const {
    const std::int64_t most = (monotonic_ms - error_since_) / kSlewDivisor;
    return std::clamp(error_ms_, -most, most);
}

Timestamp SmoothClock::now() const {
    const std::scoped_lock lock(mutex_);
    const std::int64_t at = monotonic_();
    return {at + offset_ms_ + correction_at(at)};
}

void SmoothClock::database_says(Timestamp said) {
    const std::scoped_lock lock(mutex_);
    const std::int64_t at = monotonic_();
    offset_ms_ = heard_ ? offset_ms_ + correction_at(at) : said.ms - at;
    heard_ = true;
    error_ms_ = said.ms - (at + offset_ms_);
    error_since_ = at;
}

}  // namespace sagaflow::server
