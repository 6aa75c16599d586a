// The API as one function: request in, response out. Thread-safe; blocks its thread for as long as
// a handler waits for the engine or the database. Never throws: what a handler lets escape becomes
// a 500 without internals, logged.
#pragma once

#include <vector>

#include "api/router.hpp"

namespace sagaflow::api {

class Api {
public:
    explicit Api(Context& context);

    Response handle(const Request& request);

    // How many bytes of body a request to this target may have: asked before the body is read.
    std::size_t body_bytes_max(std::string_view method, std::string_view path) const;

private:
    Response dispatch(const Request& request, std::size_t& route);
    Response run(const Request& request, RouteMatch match);
    void log(
        const Request& request, std::size_t route, const Response& response, std::int64_t spent_us
    ) const;

    Context& context_;
    const std::vector<Route>& routes_;
    Router router_;
};

}  // namespace sagaflow::api
