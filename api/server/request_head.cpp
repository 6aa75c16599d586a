#include "api/server/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/core/limits.hpp"

namespace sagaflow::api {
namespace {

Problem refused(ProblemKind kind, std::string detail) {
    Problem problem;
    problem.kind = kind;
    problem.detail = std::move(detail);
    return problem;
}
Problem malformed(std::string detail) {
    return refused(ProblemKind::kInvalidRequest, std::move(detail));
}

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

bool is_token(std::string_view text) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kOthers.find(c) != std::string_view::npos;
    });
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

// A library behind us decodes escapes in header values: an escaped line break would become a real
// one there.
bool has_escaped_break(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if (text[i] != '%' || text[i + 1] != '0') continue;
        const char c = lower(text[i + 2]);
        if (c == 'd' || c == 'a' || c == '0') return true;
    }
    return false;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

// The library refuses others as no HTTP at all. Names of methods are case-sensitive.
bool is_known_method(std::string_view method) {
    constexpr std::array<std::string_view, 9> kMethods{
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

// Whether a comma-separated header names `wanted`, in any case.
bool lists(std::string_view value, std::string_view wanted) {
    while (true) {
        const std::size_t comma = value.find(',');
        if (lower_case(trimmed(value.substr(0, comma))) == wanted) return true;
        if (comma == std::string_view::npos) return false;
        value.remove_prefix(comma + 1);
    }
}

std::string origin_form(std::string_view target) {
    if (!target.starts_with("http://") && !target.starts_with("https://"))
        return std::string(target);
    const std::size_t path = target.find('/', target.find("://") + 3);
    return path == std::string_view::npos ? "/" : std::string(target.substr(path));
}

std::optional<Problem> read_request_line(std::string_view line, RequestHead& head) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (first == std::string_view::npos || first == second) {
        return malformed("Expected \"METHOD TARGET HTTP/1.1\" as the request line");
    }
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    head.method = line.substr(0, first);
    if (!is_token(head.method)) return malformed("Expected a method of letters");
    if (!is_known_method(head.method)) {
        return refused(
            ProblemKind::kNotImplemented,
            "Expected GET, HEAD, POST or OPTIONS, but got the unknown method " +
                head.method.substr(0, 40)
        );
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return malformed("Expected HTTP/1.1 or HTTP/1.0");
    }
    head.keep_alive = version == "HTTP/1.1";
    if (target.empty() || has_control(target) || target.find(' ') != std::string_view::npos) {
        return malformed("Expected a request target without spaces");
    }
    if (target.size() > limits::kHttpTargetBytesMax) {
        return refused(
            ProblemKind::kUriTooLong,
            "Expected a request target of at most " + std::to_string(limits::kHttpTargetBytesMax) +
                " bytes"
        );
    }
    head.target = origin_form(target);
    return std::nullopt;
}

std::optional<Problem> read_header(std::string_view line, RequestHead& head) {
    if (line.front() == ' ' || line.front() == '\t') {
        return malformed("Expected each header on one line, but one is folded");
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return malformed("Expected \"Name: value\" in every header line");
    }
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (has_control(value) || has_escaped_break(value)) {
        return malformed(
            "Expected header values without line breaks and NUL, escaped ones included, but " +
            std::string(line.substr(0, colon).substr(0, 60)) + " has one"
        );
    }
    head.headers.push_back({lower_case(line.substr(0, colon)), std::string(value)});
    return std::nullopt;
}

std::size_t count_of(const RequestHead& head, std::string_view name) {
    return static_cast<std::size_t>(std::count_if(
        head.headers.begin(),
        head.headers.end(),
        [&](const NameValue& header) { return header.name == name; }
    ));
}

std::optional<Problem> read_length(RequestHead& head) {
    const std::string* length = head.header("content-length");
    const std::string* coding = head.header("transfer-encoding");
    const bool twice =
        count_of(head, "content-length") > 1 || count_of(head, "transfer-encoding") > 1;
    if (twice || (length != nullptr && coding != nullptr)) {
        return malformed("Expected one of Content-Length and Transfer-Encoding, once");
    }
    if (coding != nullptr) {
        if (lower_case(*coding) != "chunked") {
            return refused(
                ProblemKind::kNotImplemented, "Expected no Transfer-Encoding but chunked"
            );
        }
        const bool may_have_body =
            head.method == "POST" || head.method == "PUT" || head.method == "PATCH";
        if (!may_have_body) return malformed("Expected no chunked body with " + head.method);
        head.chunked = true;
    }
    if (length == nullptr) return std::nullopt;
    const char* end = length->data() + length->size();
    const auto [stop, failure] = std::from_chars(length->data(), end, head.content_length);
    if (length->empty() || failure != std::errc() || stop != end) {
        return malformed("Expected a number in Content-Length");
    }
    return std::nullopt;
}

std::optional<Problem> read_rest(RequestHead& head) {
    if (count_of(head, "host") != 1 && head.keep_alive) {
        return malformed("Expected exactly one Host header");
    }
    if (const std::string* coding = head.header("content-encoding");
        coding != nullptr && lower_case(*coding) != "identity") {
        return refused(
            ProblemKind::kUnsupportedMediaType,
            "Expected a body without Content-Encoding; compressed bodies are not taken"
        );
    }
    if (const std::string* connection = head.header("connection")) {
        if (lists(*connection, "close"))
            head.keep_alive = false;
        else if (lists(*connection, "keep-alive"))
            head.keep_alive = true;
    }
    return read_length(head);
}

}  // namespace

const std::string* RequestHead::header(std::string_view name) const {
    for (const NameValue& entry : headers) {
        if (entry.name == name) return &entry.value;
    }
    return nullptr;
}

std::size_t head_length(std::string_view bytes) {
    std::size_t at = 0;
    while ((at = bytes.find('\n', at)) != std::string_view::npos) {
        ++at;
        if (bytes.substr(at).starts_with("\r\n")) return at + 2;
        // A bare line feed is refused later; waiting for more would only hide it.
        if (bytes.substr(at).starts_with("\n")) return at + 1;
    }
    return std::string_view::npos;
}

Checked<RequestHead> read_head(std::string_view head) {
    RequestHead result;
    bool request_line = true;
    while (!head.empty()) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos || end == 0 || head[end - 1] != '\r') {
            return malformed("Expected every line of the head to end with CR LF");
        }
        const std::string_view line = head.substr(0, end - 1);
        head.remove_prefix(end + 1);
        if (line.empty()) break;
        auto problem = request_line ? read_request_line(line, result) : read_header(line, result);
        if (problem) return *problem;
        request_line = false;
    }
    if (request_line) return malformed("Expected a request line");
    if (auto problem = read_rest(result)) return *problem;
    return result;
}

}  // namespace sagaflow::api
