// The API as one function: request in, response out. Thread-safe. Never throws: what a handler lets
// escape becomes a 500 without internals, logged.
#pragma once

#include <chrono>
#include <variant>
#include <vector>

#include "api/async_call.hpp"
#include "api/router.hpp"

namespace sagaflow::api {

class Api {
public:
    explicit Api(Context& context);

    // Blocks its thread for as long as the handler waits for the engine or the database.
    Response handle(const Request& request);
    // The same without blocking, for routes that can: the answer goes to `sink`. False: the request
    // needs handle(), and nothing has been done.
    bool try_async(std::shared_ptr<const Request> request, std::shared_ptr<AnswerSink> sink);

    // How many bytes of body a request to this target may have: asked before the body is read.
    std::size_t body_bytes_max(std::string_view method, std::string_view path) const;

private:
    std::variant<Response, RouteMatch> find_route(const Request& request) const;
    Response run(const Request& request, RouteMatch match);
    using Time = std::chrono::steady_clock::time_point;
    void begin(
        std::shared_ptr<const Request> request,
        RouteMatch match,
        std::shared_ptr<AnswerSink> sink,
        Time start,
        bool keeps_thread
    );
    Response wait_for_answer(const Request& request, RouteMatch match, Time start);
    void finish(const Request& request, std::size_t route, Time start, Response& response);
    void log(
        const Request& request, std::size_t route, const Response& response, std::int64_t spent_us
    ) const;

    Context& context_;
    const std::vector<Route>& routes_;
    Router router_;
};

}  // namespace sagaflow::api
