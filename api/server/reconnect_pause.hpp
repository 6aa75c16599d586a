// The pauses between attempts to connect again: each twice as long as the one before, up to a
// bound, and a random part of it, so that those who lost the same server do not come back together.
// Plain; one connection's.
#pragma once

#include <chrono>
#include <cstdint>

namespace sagaflow::api {

class ReconnectPause {
public:
    ReconnectPause(std::int64_t ms_min, std::int64_t ms_max) : ms_min_(ms_min), ms_max_(ms_max) {}

    // Between a half and the whole of the present length; `random` is any.
    std::chrono::milliseconds next(std::uint64_t random);
    // The connection held for this long: for the longest pause, and the next one is short again.
    void held_for(std::chrono::milliseconds time);

private:
    std::int64_t ms_min_;
    std::int64_t ms_max_;
    std::int64_t ms_next_ = 0;  // 0: the shortest
};

}  // namespace sagaflow::api
