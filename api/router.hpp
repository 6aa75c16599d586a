// Finds the route of a request: by segments, without regular expressions. Immutable once made.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "api/route.hpp"

namespace sagaflow::api {

struct RouteMatch {
    std::size_t route = 0;               // index in the table
    std::vector<std::string> arguments;  // decoded values of the pattern's {…}, but of no rest
};
struct NoSuchPath {};
struct BrokenPath {};  // percent-encoding that cannot be read
struct WrongMethod {
    std::vector<std::string> allowed;
};
using RouteResult = std::variant<RouteMatch, NoSuchPath, BrokenPath, WrongMethod>;

class Router {
public:
    explicit Router(const std::vector<Route>& routes);
    RouteResult find(std::string_view method, std::string_view path) const;

private:
    struct Entry {
        std::string method;
        std::vector<std::string> segments;  // empty text: a parameter
        bool takes_rest = false;            // the last parameter stands for the rest of the path
    };
    std::vector<Entry> entries_;
};

}  // namespace sagaflow::api
