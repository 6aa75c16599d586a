// Forwards requests to other nodes with libcurl: one handle for each thread that ever forwarded, so
// that connections are reused. Thread-safe. Answers of other nodes are bounded like any other.
#pragma once

#include "api/forwarder.hpp"

namespace sagaflow::api {

class CurlForwarder final : public Forwarder {
public:
    CurlForwarder();
    Result<Response> forward(
        const std::string& base_url, const Request& request, std::int64_t deadline_ms
    ) override;
};

}  // namespace sagaflow::api
