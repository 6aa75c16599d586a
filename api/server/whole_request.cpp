#include "api/server/whole_request.hpp"

#include "api/server/request_head.hpp"
#include "api/streamed_body.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::api {

bool asks_for_stream(std::string_view input) {
    constexpr std::string_view kGetMethod = "GET ";
    if (!input.starts_with(kGetMethod)) return false;
    input.remove_prefix(kGetMethod.size());
    if (!input.starts_with(kStreamPath) || input.size() == kStreamPath.size()) return false;
    const char next = input[kStreamPath.size()];
    return next == ' ' || next == '?';
}

std::optional<WholeRequest> whole_request(
    const Connection& connection,
    const std::function<std::size_t(std::string_view method, std::string_view path)>& body_limit
) {
    const std::string_view input = connection.input;
    const bool streams = asks_for_stream(input);
    if (!streams && !input.starts_with("POST ")) return std::nullopt;
    const std::size_t length = head_length(input);
    if (length == std::string_view::npos) return std::nullopt;
    auto head = read_head(input.substr(0, length));
    // A stream ends with its connection in any case.
    if (!head.ok() || head->chunked || !(head->keep_alive || streams)) return std::nullopt;
    if (head->header("expect") != nullptr) return std::nullopt;
    const std::size_t body = head->content_length;
    if (body > limits::kHttpInlineBodyBytesMax || input.size() < length + body) {
        return std::nullopt;
    }
    const std::string_view target = head->target;
    if (body > body_limit(head->method, target.substr(0, target.find('?')))) return std::nullopt;
    WholeRequest whole;
    whole.bytes = length + body;
    whole.said_keep_alive = head->header("connection") != nullptr;
    auto request = std::make_shared<Request>();
    request->method = std::move(head->method);
    request->target = std::move(head->target);
    request->headers = std::move(head->headers);
    request->body = input.substr(length, body);
    request->remote_address = connection.address();
    whole.request = std::move(request);
    return whole;
}

}  // namespace sagaflow::api
