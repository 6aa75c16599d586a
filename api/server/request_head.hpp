// The head of a request (request line and headers) as raw bytes: read strictly, before any library
// decodes it. What two readers could understand differently is refused: that is how requests are
// smuggled past a proxy. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/problem.hpp"

namespace sagaflow::api {

struct RequestHead {
    std::string method;
    std::string target;               // origin form; an absolute one is cut down to it
    std::vector<NameValue> headers;   // names lower case, values trimmed, not decoded
    std::size_t content_length = 0;
    bool chunked = false;
    bool keep_alive = true;

    const std::string* header(std::string_view name) const;
};

// Where the head ends in `bytes` (after its empty line); npos while it is incomplete.
std::size_t head_length(std::string_view bytes);

// `head` is everything up to and with the empty line.
Checked<RequestHead> read_head(std::string_view head);

}  // namespace sagaflow::api
