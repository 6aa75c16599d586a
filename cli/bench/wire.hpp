// HTTP/1.1 messages as bytes, for the load generator and its endpoint. Both sides of the wire are
// ours, so only what they use is read: bodies have a Content-Length, never chunks. Pure functions
// that copy nothing: views point into the input.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"

namespace sagaflow::bench {

struct WireMessage {
    std::string_view start_line;
    std::string_view headers;  // the lines after it, each with its line break
    std::string_view body;
    std::size_t bytes = 0;  // of the whole message
};

// The first message of `input`; nullopt while it is not complete. kInvalidArgument when it can
// never be understood.
Result<std::optional<WireMessage>> read_message(std::string_view input);

// Value of a header, names without regard to case; empty when it is not there.
std::string_view header_value(std::string_view headers, std::string_view name);

// 201 of "HTTP/1.1 201 Created"; 0 when it is no status line.
int status_of(std::string_view status_line);
// "/ship?x=1" of "POST /ship?x=1 HTTP/1.1"; empty when it is no request line.
std::string_view target_of(std::string_view request_line);

std::string get_request(std::string_view path);
std::string post_request(
    std::string_view path, std::string_view body, std::string_view type = "application/json"
);

// The raw text of a member of a JSON object, its own and not one further inside: `"completed"` with
// its quotes, `17`, `null`. Empty when there is none. Much cheaper than parsing the whole answer.
std::string_view top_member(std::string_view object, std::string_view name);

}  // namespace sagaflow::bench
