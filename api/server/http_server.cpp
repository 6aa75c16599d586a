#include "api/server/http_server.hpp"

#include <sys/socket.h>

#include <condition_variable>
#include <unordered_set>

#include "api/server/connection_poller.hpp"
#include "api/server/http_protocol.hpp"
#include "api/server/listener.hpp"
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

struct HttpServer::Parts {
    Parts(ServerOptions chosen, Handler handler, BodyLimit body_limit, Logger& log)
        : options(std::move(chosen)),
          logger(log),
          protocol(protocol_options(options), std::move(handler), std::move(body_limit)),
          poller(
              poller_options(options), [this](ConnectionPtr ready) { enqueue(std::move(ready)); }
          ),
          pool(options.threads, options.queue_max, [this](ConnectionPtr ready) {
              serve(std::move(ready));
          }) {}

    void enqueue(ConnectionPtr connection) {
        ConnectionPtr refused = pool.submit(std::move(connection));
        if (!refused) return;
        (void)refused->send_all(canned_refusal(503), std::chrono::steady_clock::now());
        poller.forget(refused->address());
    }

    // Serves requests until the connection should go back to the poller or is over.
    void serve(ConnectionPtr connection) {
        enter(connection->socket());
        bool open = true;
        do {
            const bool last = draining || connection->served + 1 >= options.keep_alive_requests;
            open = protocol.serve(*connection, last);
            ++connection->served;
        } while (open && stay_with(*connection));
        leave(connection->socket());
        if (open && !draining) {
            poller.park(std::move(connection));
            return;
        }
        const std::string address = connection->address();
        connection->close_gently(kFarewellMs);
        connection.reset();
        poller.forget(address);
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
            return served.empty() && pool.is_calm();
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
    HttpProtocol protocol;
    ConnectionPoller poller;
    WorkerPool pool;
};

HttpServer::HttpServer(ServerOptions options, Handler handler, BodyLimit body_limit, Logger& logger)
    : parts_(std::make_unique<Parts>(
          std::move(options), std::move(handler), std::move(body_limit), logger
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
    parts_->drain(drain_ms);
    parts_->poller.stop();
    parts_->pool.stop();
}

}  // namespace sagaflow::api
