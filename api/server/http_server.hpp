// The HTTP server: listens, bounds what clients can take, and calls one function for each request.
//
// Made by the composition root; start() and stop() from one thread, the handler runs on the
// server's threads and may block. Requests that came whole are first offered to `try_async`, on
// the one thread that reads and writes, which it must not block. What it promises: bounded threads,
// queue, connections, heads and bodies; a deadline on every phase of a request; no line break of a
// client ever reaches a header; slow senders of bodies take at most a part of the threads. What it
// cannot: TLS, and fairness between clients. A public deployment stands behind a reverse proxy.
#pragma once

#include <functional>
#include <memory>

#include "api/async_call.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "api/server/listen_address.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/log.hpp"

namespace sagaflow::api {

struct ServerOptions {
    ListenAddress listen;
    bool insecure_listen = false;
    std::size_t threads = limits::kHttpThreadsMax;
    std::size_t queue_max = limits::kHttpQueueMax;
    std::size_t connections_max = limits::kHttpConnectionsMax;
    std::size_t connections_per_address_max = limits::kHttpConnectionsPerAddressMax;
    std::size_t head_bytes_max = limits::kHttpHeaderBytesMax;
    std::size_t keep_alive_requests = limits::kHttpKeepAliveRequestsMax;
    std::size_t body_waits_max = limits::kHttpBodyWaitsMax;
    std::int64_t idle_ms = limits::kHttpIdleMsMax;
    std::int64_t head_ms = limits::kHttpHeaderMsMax;
    std::int64_t body_ms = limits::kHttpBodyMsMax;
    std::int64_t write_ms = limits::kHttpWriteMsMax;
    std::size_t stream_piece_bytes = limits::kStreamPieceBytesMax;
    std::int64_t stream_heartbeat_ms = limits::kStreamHeartbeatMs;
    std::int64_t stream_stall_ms = limits::kStreamStallMs;
};

class HttpServer {
public:
    using Handler = std::function<Response(const Request&)>;
    // How many bytes of body a request may have: asked before the body is read.
    using BodyLimit = std::function<std::size_t(std::string_view method, std::string_view path)>;

    // False: the request needs the handler, and nothing has been done.
    using TryAsync =
        std::function<bool(std::shared_ptr<const Request>, std::shared_ptr<AnswerSink>)>;

    HttpServer(
        ServerOptions options,
        Handler handler,
        BodyLimit body_limit,
        Logger& logger,
        TryAsync try_async = nullptr
    );
    ~HttpServer();  // stops

    // kUnprocessable: an address that is not allowed; kInvalidArgument: one that cannot be bound.
    Status start();
    std::uint16_t port() const;  // the one bound
    std::string base_url() const;

    // Takes no more connections, ends streams and the requests that are being served, and returns;
    // also when some are not done after `drain_ms` (their connections are cut).
    void stop(std::int64_t drain_ms = 10'000);

private:
    struct Parts;
    class Sink;
    std::shared_ptr<Parts> parts_;
};

}  // namespace sagaflow::api
