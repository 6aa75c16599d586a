// An answer as the routes make it: plain values, turned into bytes by the server.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.hpp"
#include "api/streamed_body.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::api {

struct Response {
    int status = 200;
    std::string content_type;        // empty: no body
    std::string body;
    std::vector<NameValue> headers;  // beyond Content-Type and Content-Length
    std::shared_ptr<StreamedBody> stream{};  // of an answer that goes on, instead of `body`

    // Values with control characters are dropped: nothing that came in can break a header apart.
    Response& with(std::string name, std::string value);
    const std::string* header(std::string_view name) const;
};

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kProblemType = "application/problem+json";

Response json_response(int status, const Json& body);
Response text_response(int status, std::string_view content_type, std::string body);

}  // namespace sagaflow::api
