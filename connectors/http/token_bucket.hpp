// A rate limit: so many starts a second, with a burst of one second's worth.
//
// A value type without a clock of its own; used on the connector's thread only.
#pragma once

#include <algorithm>
#include <chrono>

namespace sagaflow::http {

class TokenBucket {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    TokenBucket(double per_second, TimePoint now)
        : per_second_(per_second),
          capacity_(std::max(1.0, per_second)),
          tokens_(capacity_),
          refilled_(now) {}

    bool try_take(TimePoint now) {
        refill(now);
        if (tokens_ < 1.0) return false;
        tokens_ -= 1.0;
        return true;
    }

    // When the next token is there; `now` or earlier when one is there already.
    TimePoint next(TimePoint now) {
        refill(now);
        if (tokens_ >= 1.0) return now;
        const std::chrono::duration<double> wait((1.0 - tokens_) / per_second_);
        // One microsecond more, so that rounding never wakes us just before the token is whole.
        return now + std::chrono::ceil<std::chrono::microseconds>(wait) +
               std::chrono::microseconds(1);
    }

private:
    void refill(TimePoint now) {
        const std::chrono::duration<double> passed = now - refilled_;
        if (passed.count() <= 0) return;
        tokens_ = std::min(capacity_, tokens_ + passed.count() * per_second_);
        refilled_ = now;
    }

    double per_second_;
    double capacity_;
    double tokens_;
    TimePoint refilled_;
};

}  // namespace sagaflow::http
