// Serves one request of a connection through cpp-httplib's parser and writer. Private to this
// folder.
//
// The library reads the head and writes the answers; what it is lenient about is refused before
// (request_head.hpp) or done here (bodies): its own routing, regular expressions, range requests,
// multipart forms and compression are not used.
#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>

#include "api/server/connection_stream.hpp"
#include "api/server/request_head.hpp"

namespace sagaflow::api {

using RequestHandler = std::function<Response(const Request&)>;
// How long a body to this method and path may be.
using BodyLimit = std::function<std::size_t(std::string_view method, std::string_view path)>;

struct ProtocolOptions {
    std::int64_t body_ms = 0;
    std::int64_t write_ms = 0;
    std::int64_t idle_ms = 0;
    std::size_t keep_alive_requests = 0;
    std::size_t body_waits_max = 0;
};

class HttpProtocol final : public httplib::Server {
public:
    HttpProtocol(ProtocolOptions options, RequestHandler handler, BodyLimit body_limit);

    // Serves the request whose whole head stands in connection.input. False: close the connection.
    // `last` says that no further request will be taken, and tells the client so.
    bool serve(Connection& connection, bool last);

private:
    struct Exchange;

    void examine(httplib::Request& request, Exchange& exchange) const;
    HandlerResponse before_routing(const httplib::Request& request, httplib::Response& response);
    void answer(Exchange& exchange, httplib::Response& response) const;
    std::optional<Problem> read_body(Exchange& exchange);

    ProtocolOptions options_;
    RequestHandler handler_;
    BodyLimit body_limit_;
    std::atomic<std::size_t> body_waits_{0};  // threads that wait for bytes of a body
};

}  // namespace sagaflow::api
