#include "api/server/reconnect_pause.hpp"

#include <algorithm>

namespace sagaflow::api {

std::chrono::milliseconds ReconnectPause::next(std::uint64_t random) {
    const std::int64_t whole = std::clamp(ms_next_, ms_min_, ms_max_);
    ms_next_ = whole * 2;
    const auto half = static_cast<std::uint64_t>(whole / 2);
    return std::chrono::milliseconds(whole - static_cast<std::int64_t>(random % (half + 1)));
}

void ReconnectPause::held_for(std::chrono::milliseconds time) {
    if (time.count() >= ms_max_) ms_next_ = 0;
}

}  // namespace sagaflow::api
