#include "cli/bench/wire.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace sagaflow::bench {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) ==
                      std::tolower(static_cast<unsigned char>(y));
           });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// One past the closing quote of the string that begins at `at`.
std::size_t after_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return text.size();
}

// One past the value that begins at `at`: where its object goes on or ends.
std::size_t after_value(std::string_view text, std::size_t at) {
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = after_string(text, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at;
    }
    return at;
}

}  // namespace

Result<std::optional<WireMessage>> read_message(std::string_view input) {
    using Found = std::optional<WireMessage>;
    const auto head_end = input.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return Found{};
    const std::string_view head = input.substr(0, head_end + 2);
    const auto line_end = head.find("\r\n");
    WireMessage message;
    message.start_line = head.substr(0, line_end);
    message.headers = head.substr(line_end + 2);
    std::size_t length = 0;
    if (const auto text = header_value(message.headers, "content-length"); !text.empty()) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
        if (error != std::errc() || end != text.data() + text.size()) {
            return Error{
                ErrorCode::kInvalidArgument,
                "Expected a number in Content-Length, but got " + std::string(text)};
        }
    } else if (!header_value(message.headers, "transfer-encoding").empty()) {
        return Error{
            ErrorCode::kInvalidArgument, "Expected a message with Content-Length, but got chunks"};
    }
    if (input.size() - head_end - 4 < length) return Found{};
    message.body = input.substr(head_end + 4, length);
    message.bytes = head_end + 4 + length;
    return Found{message};
}

std::string_view header_value(std::string_view headers, std::string_view name) {
    while (!headers.empty()) {
        const auto end = headers.find('\n');
        const std::string_view line = headers.substr(0, end);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && same_name(line.substr(0, colon), name)) {
            return trimmed(line.substr(colon + 1));
        }
        if (end == std::string_view::npos) break;
        headers.remove_prefix(end + 1);
    }
    return {};
}

int status_of(std::string_view status_line) {
    if (!status_line.starts_with("HTTP/1.") || status_line.size() < 12) return 0;
    int status = 0;
    std::from_chars(status_line.data() + 9, status_line.data() + 12, status);
    return status;
}

std::string_view target_of(std::string_view request_line) {
    const auto first = request_line.find(' ');
    if (first == std::string_view::npos) return {};
    const auto second = request_line.find(' ', first + 1);
    if (second == std::string_view::npos) return {};
    return request_line.substr(first + 1, second - first - 1);
}

std::string get_request(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
}

std::string post_request(std::string_view path, std::string_view body, std::string_view type) {
    std::string text = "POST ";
    text.append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ").append(type);
    text.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
    return text.append(body);
}

std::string_view top_member(std::string_view object, std::string_view name) {
    std::size_t at = object.find('{');
    if (at == std::string_view::npos) return {};
    for (++at; at < object.size();) {
        if (object[at] != '"') {
            ++at;
            continue;
        }
        const std::size_t name_end = after_string(object, at);
        const std::string_view found = object.substr(at + 1, name_end - at - 2);
        const auto colon = object.find(':', name_end);
        if (colon == std::string_view::npos) return {};
        const std::size_t value_end = after_value(object, colon + 1);
        if (found == name) return trimmed(object.substr(colon + 1, value_end - colon - 1));
        at = value_end;
    }
    return {};
}

}  // namespace sagaflow::bench
