#include "api/server/reply_text.hpp"

namespace sagaflow::api {
namespace {

// For people who read along; programs go by the number.
std::string_view reason_of(int status) {
    if (status == 201) return "Created";
    if (status == 202) return "Accepted";
    return status < 300 ? "OK" : "Refused";
}

void add(std::string& text, std::string_view name, std::string_view value) {
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
}

}  // namespace

std::string reply_text(const Response& response, std::string_view connection) {
    std::string text;
    text.reserve(response.body.size() + 300);
    text += "HTTP/1.1 ";
    text += std::to_string(response.status);
    text += ' ';
    text += reason_of(response.status);
    text += "\r\n";
    for (const NameValue& header : response.headers) add(text, header.name, header.value);
    add(text, "X-Content-Type-Options", "nosniff");
    if (response.header("Cache-Control") == nullptr) add(text, "Cache-Control", "no-store");
    if (!connection.empty()) add(text, "Connection", connection);
    if (!response.content_type.empty()) add(text, "Content-Type", response.content_type);
    // A stream is as long as its connection.
    if (response.stream == nullptr) {
        add(text, "Content-Length", std::to_string(response.body.size()));
    }
    text += "\r\n";
    text += response.body;
    return text;
}

}  // namespace sagaflow::api
