// The header Retry-After: seconds, or a date of HTTP. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "engine/core/time.hpp"

namespace sagaflow::http {

// From 0 to limits::kRetryAfterMsMax; nullopt for what is neither a number nor a date.
std::optional<Duration> parse_retry_after(std::string_view value, Timestamp now);

}  // namespace sagaflow::http
