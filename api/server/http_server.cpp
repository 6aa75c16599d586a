#include "api/server/http_server.hpp"

#include <sys/socket.h>

#include <condition_variable>
#include <unordered_set>

#include "api/server/connection_poller.hpp"
#include "api/server/http_protocol.hpp"
#include "api/server/listener.hpp"
#include "api/server/reply_text.hpp"
#include "api/server/stream_pump.hpp"
#include "api/server/whole_request.hpp"
#include "api/server/worker_pool.hpp"

namespace sagaflow::api {
namespace {

// A worker stays with its connection for this long when nobody waits for a thread: the next request
// of a busy client then needs no hand-over.
constexpr std::int64_t kStayMs = 20;
// Of all threads, so many may stay with an idle connection: the rest picks up what comes.
constexpr std::size_t kStayersDivisor = 2;
constexpr std::int64_t kFarewellMs = 500;

PollerOptions poller_options(const ServerOptions& options) {
    return {
        options.connections_max,
        options.connections_per_address_max,
        options.head_bytes_max,
        options.head_ms,
        options.idle_ms};
}

ProtocolOptions protocol_options(const ServerOptions& options) {
    return {
        options.body_ms,
        options.write_ms,
        options.idle_ms,
        options.keep_alive_requests,
        options.body_waits_max};
}

}  // namespace

struct HttpServer::Parts : std::enable_shared_from_this<HttpServer::Parts> {
    Parts(
        ServerOptions chosen, Handler handler, BodyLimit limit, Logger& log, TryAsync asynchronous
    )
        : options(std::move(chosen)),
          logger(log),
          body_limit(std::move(limit)),
          try_async(std::move(asynchronous)),
          protocol(protocol_options(options), std::move(handler), body_limit),
          poller(
              poller_options(options), [this](ConnectionPtr ready) { on_ready(std::move(ready)); }
          ),
          streams(
              {options.stream_piece_bytes, options.stream_heartbeat_ms, options.stream_stall_ms},
              [this](ConnectionPtr gone) { forget(std::move(gone)); }
          ),
          pool(options.threads, options.queue_max) {}

    // The poller's thread: a head is complete.
    void on_ready(ConnectionPtr connection) {
        if (!draining && begin_async(connection)) return;
        const auto shared = std::make_shared<ConnectionPtr>(std::move(connection));
        if (pool.submit([this, shared] { serve(std::move(*shared)); })) return;
        (void)(*shared)->send_all(canned_refusal(503), std::chrono::steady_clock::now());
        forget(std::move(*shared));
    }

    // Takes the connection when its request is whole and its route needs no thread.
    bool begin_async(ConnectionPtr& connection);
    // The poller's thread: the answer to a request that was taken.
    void finish_async(ConnectionPtr connection, const Response& response, bool said_keep_alive);
    void send_the_rest(ConnectionPtr connection, std::string rest, bool last);

    void forget(ConnectionPtr connection) {
        const std::string address = connection->address();
        connection.reset();
        poller.forget(address);
    }
    bool is_last(const Connection& connection) const {
        return draining || connection.served + 1 >= options.keep_alive_requests;
    }

    // Serves requests until the connection should go back to the poller or is over. A stream begins
    // on the poller's thread: a connection whose next request is for it goes back at once.
    void serve(ConnectionPtr connection) {
        enter(connection->socket());
        bool open = true;
        do {
            open = protocol.serve(*connection, is_last(*connection));
            ++connection->served;
        } while (open && stay_with(*connection) && !asks_for_stream(connection->input));
        leave(connection->socket());
        if (open && !draining) {
            poller.park(std::move(connection));
            return;
        }
        connection->close_gently(kFarewellMs);
        forget(std::move(connection));
    }

    // Whether another whole head is there, perhaps after a short wait.
    bool stay_with(Connection& connection) {
        if (head_length(connection.input) != std::string::npos) return true;
        if (draining || !pool.is_calm()) return false;
        if (stayers.fetch_add(1) >=
            std::max<std::size_t>(pool.thread_count() / kStayersDivisor, 1)) {
            --stayers;
            return false;
        }
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kStayMs);
        bool ready = false;
        if (connection.wait_readable(until)) {
            // A closed connection goes back to the poller, which sees the same and forgets it.
            (void)connection.receive(options.head_bytes_max);
            ready = head_length(connection.input) != std::string::npos;
        }
        --stayers;
        return ready;
    }

    void enter(int socket) {
        const std::lock_guard lock(mutex);
        served.insert(socket);
    }
    void leave(int socket) {
        {
            const std::lock_guard lock(mutex);
            served.erase(socket);
        }
        emptied.notify_all();
    }
    // Waits for the requests that are being served, then cuts those that are left.
    void drain(std::int64_t drain_ms) {
        std::unique_lock lock(mutex);
        emptied.wait_for(lock, std::chrono::milliseconds(drain_ms), [this] {
            return served.empty() && pool.is_calm() && awaited == 0;
        });
        for (const int socket : served) ::shutdown(socket, SHUT_RDWR);
    }

    ServerOptions options;
    Logger& logger;
    Listener listener;
    std::atomic<bool> draining{false};
    std::atomic<std::size_t> stayers{0};
    std::mutex mutex;
    std::condition_variable emptied;
    std::unordered_set<int> served;
    std::atomic<std::size_t> awaited{0};  // requests whose answers are made elsewhere
    BodyLimit body_limit;
    TryAsync try_async;
    HttpProtocol protocol;
    ConnectionPoller poller;
    StreamPump streams;
    WorkerPool pool;
};

// A request on its way through the engine. Outlives the server when the engine forgets it.
class HttpServer::Sink final : public AnswerSink, public std::enable_shared_from_this<Sink> {
public:
    Sink(std::weak_ptr<Parts> parts, bool said_keep_alive)
        : parts_(std::move(parts)), said_keep_alive_(said_keep_alive) {}

    ConnectionPtr connection;  // moved in once the request was taken; the poller's thread

    void give(Make make) override {
        const auto parts = parts_.lock();
        if (!parts) return connection.reset();
        parts->poller.post([self = shared_from_this(), make = std::move(make)] {
            self->send(make());
        });
    }

    void give_blocking(Make make) override {
        const auto parts = parts_.lock();
        if (!parts) return connection.reset();
        const bool taken = parts->pool.submit([self = shared_from_this(), make] {
            self->give([response = make()] { return response; });
        });
        if (taken) return;
        give([] {
            Problem problem;
            problem.kind = ProblemKind::kOverloaded;
            problem.detail = "All threads are busy; try again";
            return problem_response(problem, "");
        });
    }

private:
    void send(const Response& response) {
        const auto parts = parts_.lock();
        if (parts && connection) {
            parts->finish_async(std::move(connection), response, said_keep_alive_);
        }
    }

    std::weak_ptr<Parts> parts_;
    bool said_keep_alive_;
};

bool HttpServer::Parts::begin_async(ConnectionPtr& connection) {
    if (!try_async) return false;
    auto whole = whole_request(*connection, body_limit);
    if (!whole) return false;
    const auto sink = std::make_shared<Sink>(weak_from_this(), whole->said_keep_alive);
    if (!try_async(std::move(whole->request), sink)) return false;
    // An answer that was given at once waits behind this one on the poller's thread.
    ++awaited;
    connection->input.erase(0, whole->bytes);
    sink->connection = std::move(connection);
    return true;
}

void HttpServer::Parts::finish_async(
    ConnectionPtr connection, const Response& response, bool said_keep_alive
) {
    const bool last = is_last(*connection) || response.stream != nullptr;
    ++connection->served;
    const std::string text = reply_text(
        response,
        last              ? "close"
        : said_keep_alive ? "keep-alive"
                          : ""
    );
    const std::size_t sent = response.stream ? 0 : connection->send_some(text);
    if (--awaited == 0 && draining) {
        const std::lock_guard lock(mutex);
        emptied.notify_all();
    }
    if (response.stream) {
        streams.add(std::move(connection), text, response.stream);
        return;
    }
    if (sent == text.size() && !last) {
        poller.park(std::move(connection));
    } else {
        send_the_rest(std::move(connection), text.substr(sent), last);
    }
}

// A slow reader, or a goodbye: both wait for the client.
void HttpServer::Parts::send_the_rest(ConnectionPtr connection, std::string rest, bool last) {
    const auto shared = std::make_shared<ConnectionPtr>(std::move(connection));
    const bool taken = pool.submit([this, shared, last, rest = std::move(rest)] {
        const auto until =
            std::chrono::steady_clock::now() + std::chrono::milliseconds(options.write_ms);
        const bool sent = (*shared)->send_all(rest, until);
        if (sent && !last) return poller.park(std::move(*shared));
        (*shared)->close_gently(kFarewellMs);
        forget(std::move(*shared));
    });
    if (!taken) forget(std::move(*shared));
}

HttpServer::HttpServer(
    ServerOptions options, Handler handler, BodyLimit body_limit, Logger& logger, TryAsync try_async
)
    : parts_(std::make_shared<Parts>(
          std::move(options),
          std::move(handler),
          std::move(body_limit),
          logger,
          std::move(try_async)
      )) {}

HttpServer::~HttpServer() { stop(); }

Status HttpServer::start() {
    if (auto allowed = check_exposure(parts_->options.listen, parts_->options.insecure_listen);
        !allowed.ok()) {
        return allowed;
    }
    auto listener = open_listener(parts_->options.listen);
    if (!listener.ok()) return listener.error();
    parts_->listener = *listener;
    auto started = parts_->poller.start(listener->socket);
    if (!started.ok()) return started;
    const std::string url = base_url();
    parts_->logger.write(LogLevel::kInfo, "listening", {{"url", std::string_view(url)}});
    return ok_status();
}

std::uint16_t HttpServer::port() const { return parts_->listener.port; }

std::string HttpServer::base_url() const {
    ListenAddress address = parts_->options.listen;
    address.port = port();
    return "http://" + to_text(address);
}

void HttpServer::stop(std::int64_t drain_ms) {
    if (parts_->draining.exchange(true)) return;
    parts_->poller.stop_accepting();
    parts_->streams.stop();
    parts_->drain(drain_ms);
    parts_->poller.stop();
    parts_->pool.stop();
}

}  // namespace sagaflow::api
