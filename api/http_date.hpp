// The Date header (RFC 9110, 6.6.1): clients count down on the server's time, whatever their own
// clocks say. Pure.
#pragma once

#include <string>

#include "engine/core/time.hpp"

namespace sagaflow::api {

// Sat, 31 Jan 2026 08:00:00 GMT
std::string http_date(Timestamp at);

}  // namespace sagaflow::api
