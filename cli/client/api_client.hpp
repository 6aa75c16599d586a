// A blocking client of the HTTP API, on libcurl. One for each command; used from one thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::cli {

struct Answer {
    int status = 0;
    std::string text;
    Json body;          // null when the answer is no JSON
    std::string etag;
};

using HeaderLines = std::vector<std::string>;

class ApiClient {
public:
    explicit ApiClient(std::string base_url);

    // kUnavailable, with one clear line, when the server is out of reach.
    Result<Answer> get(const std::string& path) const;
    Result<Answer> post(
        const std::string& path, const std::string& body, HeaderLines headers = {},
        std::int64_t timeout_ms = 70'000
    ) const;

    const std::string& base_url() const { return base_url_; }

private:
    Result<Answer> perform(
        const std::string& path, const std::string* body, const HeaderLines& headers,
        std::int64_t timeout_ms
    ) const;

    std::string base_url_;
};

// A path segment or query value with everything unusual escaped.
std::string escaped(std::string_view text);
// "?a=1&b=2" of what is set; empty when nothing is.
std::string query_of(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace sagaflow::cli
