// A request that a connection has received to its last byte, and that needs nothing special: such
// requests can be answered without a thread of their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "api/request.hpp"
#include "api/server/connection.hpp"

namespace sagaflow::api {

struct WholeRequest {
    std::shared_ptr<const Request> request;
    std::size_t bytes = 0;         // of the connection's input
    bool said_keep_alive = false;  // and wants to hear it
};

// Whether the next request of a connection is for the stream, which no thread can serve.
bool asks_for_stream(std::string_view input);

// Nullopt for whatever is to be refused, has more to come, or is better left to a thread: GETs
// (but for the stream), long or chunked bodies, the end of a connection.
std::optional<WholeRequest> whole_request(
    const Connection& connection,
    const std::function<std::size_t(std::string_view method, std::string_view path)>& body_limit
);

}  // namespace sagaflow::api
