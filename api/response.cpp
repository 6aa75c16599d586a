#include "api/response.hpp"

#include <algorithm>

namespace sagaflow::api {

Response& Response::with(std::string name, std::string value) {
    const bool printable = std::all_of(value.begin(), value.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
    });
    if (printable) headers.push_back({std::move(name), std::move(value)});
    return *this;
}

const std::string* Response::header(std::string_view name) const {
    for (const NameValue& entry : headers) {
        if (entry.name == name) return &entry.value;
    }
    return nullptr;
}

Response json_response(int status, const Json& body) {
    return text_response(status, kJsonType, to_text(body));
}

Response text_response(int status, std::string_view content_type, std::string body) {
    Response response;
    response.status = status;
    response.content_type = content_type;
    response.body = std::move(body);
    return response;
}

}  // namespace sagaflow::api
