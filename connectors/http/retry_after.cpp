#include "connectors/http/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <string>

#include "engine/core/limits.hpp"

namespace sagaflow::http {

std::optional<Duration> parse_retry_after(std::string_view value, Timestamp now) {
    if (value.empty()) return std::nullopt;
    const bool is_number =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) {
        std::int64_t ms = 0;
        for (const char digit : value) {
            ms = std::min(ms * 10 + (digit - '0') * std::int64_t{1000}, limits::kRetryAfterMsMax);
        }
        return Duration{ms};
    }
    // curl_getdate also reads bare numbers and zone names; a date of HTTP has a comma or a colon.
    if (value.find(':') == std::string_view::npos) return std::nullopt;
    const time_t seconds = curl_getdate(std::string(value).c_str(), nullptr);
    if (seconds == -1) return std::nullopt;
    const Duration wait = Timestamp{std::int64_t{seconds} * 1000} - now;
    return Duration{std::clamp<std::int64_t>(wait.ms, 0, limits::kRetryAfterMsMax)};
}

}  // namespace sagaflow::http
