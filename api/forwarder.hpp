// The port through which a request goes on to the node that owns its instance. Called on the thread
// that serves the request and may block it for `deadline_ms`; implemented in api/server.
#pragma once

#include <memory>
#include <string>

#include "api/problem.hpp"
#include "api/request.hpp"
#include "api/response.hpp"

namespace sagaflow::api {

// On every forwarded request, so that it is not forwarded again when ownership moves on the way.
inline constexpr std::string_view kForwardedHeader = "sagaflow-forwarded";
// Beside it: who asked the node that forwards.
inline constexpr std::string_view kClientHeader = "sagaflow-client";

class Forwarder {
public:
    virtual ~Forwarder() = default;
    // Errors: kUnavailable when the node does not answer in time.
    virtual Result<Response> forward(
        const std::string& base_url, const Request& request, std::int64_t deadline_ms
    ) = 0;
};

}  // namespace sagaflow::api
