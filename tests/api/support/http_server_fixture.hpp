// The server over a real socket, with a handler that tells what it saw and can be held.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "api/problem.hpp"
#include "api/server/http_server.hpp"
#include "tests/api/support/raw_client.hpp"

namespace sagaflow::api {

class HttpServerTest : public ::testing::Test {
protected:
    HttpServerTest() {
        options.listen.port = 0;
        options.threads = 4;
        options.queue_max = 16;
        // Nobody here is slow unless a test says so: it makes what it is about short.
        options.head_ms = options.body_ms = options.idle_ms = 60'000;
    }

    void start() {
        server = std::make_unique<HttpServer>(
            options,
            [this](const Request& request) { return handle(request); },
            [](std::string_view, std::string_view path) -> std::size_t {
                return path == "/big" ? 4'000'000 : 10'000;
            },
            logger,
            try_async
        );
        const Status started = server->start();
        ASSERT_TRUE(started.ok()) << started.error().message;
    }

    // Tells what it saw; "/block" waits until it is let go.
    Response handle(const Request& request) {
        if (instead) return instead(request);
        if (request.path() == "/block") {
            std::unique_lock lock(mutex);
            ++blocked;
            changed.notify_all();
            changed.wait(lock, [this] { return released; });
        }
        Json seen = {
            {"method", request.method},
            {"target", request.target},
            {"bodySize", request.body.size()},
            {"remote", request.remote_address}};
        for (const NameValue& header : request.headers) seen["headers"][header.name] = header.value;
        Response response = json_response(200, seen);
        return response.with("X-Seen", "yes");
    }

    void wait_for_blocked(int count) {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] {
            return blocked >= count;
        }));
    }
    void release() {
        const std::lock_guard lock(mutex);
        released = true;
        changed.notify_all();
    }

    RawAnswer ask(std::string_view bytes) { return RawClient(server->port()).ask(bytes); }

    ServerOptions options;
    HttpServer::Handler instead;  // of telling what was seen
    HttpServer::TryAsync try_async;
    NullLogger logger;
    std::mutex mutex;
    std::condition_variable changed;
    int blocked = 0;
    bool released = false;
    std::unique_ptr<HttpServer> server;
};

inline constexpr std::string_view kGet =
    "GET /x?a=%20b HTTP/1.1\r\nHost: h\r\nX-One: Value \r\n\r\n";

}  // namespace sagaflow::api
