#include "connectors/http/answer.hpp"

#include "connectors/http/content_type.hpp"
#include "connectors/http/headers.hpp"
#include "connectors/http/retry_after.hpp"

namespace sagaflow::http {
namespace {

std::string header(const Answer& answer, const char* name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? std::string() : found->second;
}

struct Decoded {
    Json value;
    std::string problem;  // not empty: said to be JSON, and it is not
};

Decoded decode(const Answer& answer) {
    if (answer.body.empty()) return {};
    const std::string encoding = header(answer, "content-encoding");
    if (!encoding.empty() && !equal_ignoring_case(encoding, "identity")) {
        return {nullptr, "its body is encoded (content-encoding) although none was accepted"};
    }
    const std::string type = header(answer, "content-type");
    if (!is_json_type(type) && !type.empty()) return {storable_text(answer.body), {}};
    Result<Json> json = parse_json(answer.body, answer.body.size());
    if (json) return {std::move(*json), {}};
    if (type.empty()) return {storable_text(answer.body), {}};
    return {storable_text(answer.body), "its body is no usable JSON: " + json.error().message};
}

// Long bodies are kept in part: they stay in the history for ever.
Json error_body(const Answer& answer, const Json& decoded) {
    if (answer.body.size() <= limits::kErrorBodyBytesMax) return decoded;
    std::size_t end = limits::kErrorBodyBytesMax;
    // Not through the middle of a character.
    while (end > 0 && (static_cast<unsigned char>(answer.body[end]) & 0xc0U) == 0x80U) --end;
    return storable_text(std::string_view(answer.body).substr(0, end)) + "…";
}

Outcome outcome_of(int status, bool retry_after) {
    if (status >= 200 && status < 300) return Outcome::kOk;
    if (status >= 300 && status < 500) return Outcome::kFailed;
    // An overloaded participant that names a time has not begun.
    if (status == 503 && retry_after) return Outcome::kFailed;
    return Outcome::kUnknown;
}

std::string explain(int status) {
    if (status >= 300 && status < 400) return " (redirects are not followed)";
    return {};
}

void set_error(CallResult& result, Outcome outcome, std::string type, std::string message) {
    result.outcome = outcome;
    result.error.outcome = outcome;
    result.error.type = std::move(type);
    result.error.message = std::move(message);
}

Json response_of(const Answer& answer, const Json& body) {
    Json headers = Json::object();
    for (const auto& [name, value] : answer.headers) headers[name] = storable_text(value);
    return {{"status", answer.status}, {"headers", std::move(headers)}, {"body", body}};
}

// Length of the valid UTF-8 sequence at the front, 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first >= 0x01 && first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool overlong = first == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = first == 0xed && byte(1) > 0x9f;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool overlong = first == 0xf0 && byte(1) < 0x90;
        const bool beyond = first == 0xf4 && byte(1) > 0x8f;
        return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

std::string_view type_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::kTooLarge:
            return "limit";
        case ErrorCode::kNotFound:
        case ErrorCode::kOverloaded:
        case ErrorCode::kUnavailable:
            return "connection";
        default:
            return "input";
    }
}

}  // namespace

CallResult result_of(Answer answer, const std::string& description, Timestamp now) {
    CallResult result;
    Decoded decoded = decode(answer);
    result.response = response_of(answer, decoded.value);
    result.retry_after = parse_retry_after(header(answer, "retry-after"), now);
    const Outcome outcome = outcome_of(answer.status, result.retry_after.has_value());
    result.error.status = answer.status;
    if (outcome == Outcome::kOk && decoded.problem.empty()) {
        result.outcome = Outcome::kOk;
        result.error.status.reset();
        result.retry_after.reset();
    } else if (outcome == Outcome::kOk || answer.status < 200) {
        // The participant most likely did it; only its answer is of no use.
        const std::string problem =
            decoded.problem.empty() ? "it is no final answer" : decoded.problem;
        set_error(
            result,
            Outcome::kUnknown,
            "response",
            "Expected a usable answer to " + description + ", but status " +
                std::to_string(answer.status) + " came and " + problem
        );
        result.error.body = error_body(answer, decoded.value);
    } else {
        const std::string status = std::to_string(answer.status);
        set_error(
            result,
            outcome,
            "http." + status,
            "Expected " + description + " to succeed, but the answer was status " + status +
                explain(answer.status)
        );
        result.error.body = error_body(answer, decoded.value);
    }
    result.result = std::move(decoded.value);
    return result;
}

CallResult result_of(const Breakage& breakage, const std::string& description) {
    CallResult result;
    std::string type = "connection";
    if (breakage.reason == Breakage::Reason::kTimeout) type = "timeout";
    if (breakage.reason == Breakage::Reason::kTooLong) type = "limit";
    set_error(
        result,
        breakage.sent ? Outcome::kUnknown : Outcome::kFailed,
        std::move(type),
        "Expected an answer to " + description + ", but " + breakage.detail +
            (breakage.sent ? "" : "; nothing was sent")
    );
    if (breakage.status > 0) result.error.status = breakage.status;
    return result;
}

CallResult refused(const Error& error) {
    CallResult result;
    set_error(result, Outcome::kFailed, std::string(type_of(error)), error.message);
    return result;
}

std::string storable_text(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequence_length(bytes);
        out += length > 0 ? bytes.substr(0, length) : std::string_view("\xEF\xBF\xBD");
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace sagaflow::http
