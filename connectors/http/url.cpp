#include "connectors/http/url.hpp"

#include <curl/curl.h>

#include <memory>

namespace sagaflow::http {
namespace {

Error bad_url(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool stands_in_target(char c) {
    constexpr std::string_view kKept = "!$&'()*+,;=:@/?";
    return is_unreserved(c) || kKept.find(c) != std::string_view::npos;
}

void append_encoded(std::string& out, char c) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 0x0fU];
}

bool is_space_or_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
}

// "." and "..", also written as %2e.
bool is_dot_segment(std::string_view segment) {
    std::size_t dots = 0;
    while (!segment.empty()) {
        if (segment.front() == '.') {
            segment.remove_prefix(1);
        } else if (segment.starts_with("%2e") || segment.starts_with("%2E")) {
            segment.remove_prefix(3);
        } else {
            return false;
        }
        ++dots;
    }
    return dots == 1 || dots == 2;
}

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        // Some servers take a backslash for a slash.
        const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
        if (is_dot_segment(path.substr(0, end))) return true;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return false;
}

struct UrlHandle {
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle{curl_url(), &curl_url_cleanup};

    // Empty when the part is absent.
    std::string part(CURLUPart which, unsigned flags = 0) const {
        char* text = nullptr;
        if (curl_url_get(handle.get(), which, &text, flags) != CURLUE_OK || text == nullptr) {
            return {};
        }
        std::string copy = text;
        curl_free(text);
        return copy;
    }
};

Status check_characters(std::string_view text, std::string_view what) {
    for (const char c : text) {
        if (is_space_or_control(c)) {
            return bad_url(
                "Expected `" + std::string(what) +
                "` without spaces and control characters, but it holds one: write %20, or put " +
                "values into `query`, where they are encoded"
            );
        }
    }
    return ok_status();
}

Status check_length(std::size_t bytes) {
    if (bytes <= limits::kOutgoingUrlBytesMax) return ok_status();
    return Error{
        ErrorCode::kTooLarge,
        "Expected a URL of at most " + std::to_string(limits::kOutgoingUrlBytesMax) +
            " bytes, but it has " + std::to_string(bytes)};
}

Status append_member(std::string& out, const std::string& name, const Json& value) {
    if (value.is_null()) return ok_status();
    if (value.is_array()) {
        for (const Json& item : value) {
            if (item.is_array() || item.is_object()) {
                return bad_url(
                    "Expected texts, numbers or booleans in the list of `" + name +
                    "`, but found a container"
                );
            }
            if (auto added = append_member(out, name, item); !added) return added;
        }
        return ok_status();
    }
    const std::optional<std::string> text = scalar_text(value);
    if (!text) {
        return bad_url(
            "Expected a text, number, boolean or list of them for `" + name + "`, but got an object"
        );
    }
    if (!out.empty()) out += '&';
    out += percent_encode(name);
    out += '=';
    out += percent_encode(*text);
    return ok_status();
}

}  // namespace

std::string to_text(const Origin& origin) {
    return origin.scheme + "://" + origin.host + ":" + origin.port;
}

Result<AbsoluteUrl> parse_absolute_url(std::string_view text) {
    if (auto fits = check_length(text.size()); !fits) return fits.error();
    if (auto clean = check_characters(text, "url"); !clean) return clean.error();
    const UrlHandle url;
    const std::string copy(text);
    const CURLUcode parsed = curl_url_set(
        url.handle.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS
    );
    if (parsed != CURLUE_OK) {
        return bad_url(
            std::string("Expected an absolute URL such as https://host/path, but: ") +
            curl_url_strerror(parsed)
        );
    }
    AbsoluteUrl result;
    result.origin.scheme = url.part(CURLUPART_SCHEME);
    if (result.origin.scheme != "http" && result.origin.scheme != "https") {
        return bad_url("Expected a URL that starts with http:// or https://, but it does not");
    }
    if (!url.part(CURLUPART_USER).empty() || !url.part(CURLUPART_PASSWORD).empty() ||
        copy.substr(0, copy.find_first_of("/?#", copy.find("//") + 2)).find('@') !=
            std::string::npos) {
        return bad_url("Expected a URL without user name and password, but it holds them");
    }
    result.origin.host = url.part(CURLUPART_HOST);
    for (char& c : result.origin.host) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    result.origin.port = url.part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
    std::string target = url.part(CURLUPART_PATH);
    if (const std::string query = url.part(CURLUPART_QUERY); !query.empty()) target += "?" + query;
    Result<std::string> encoded = encode_target(target.empty() ? "/" : target);
    if (!encoded) return encoded.error();
    result.target = std::move(*encoded);
    return result;
}

Result<std::string> encode_target(std::string_view text) {
    if (auto fits = check_length(text.size()); !fits) return fits.error();
    if (!text.starts_with('/')) {
        return bad_url("Expected `path` to start with /, but it does not");
    }
    if (auto clean = check_characters(text, "path"); !clean) return clean.error();
    if (has_dot_segment(text.substr(0, text.find('?')))) {
        return bad_url(
            "Expected `path` without the segments . and .., but it has one: they would leave the "
            "path that the definition meant"
        );
    }
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool escape =
            c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        if (escape || stands_in_target(c)) {
            out += c;
        } else {
            append_encoded(out, c);
        }
    }
    return out;
}

Status append_query(std::string& target, const Json& query) {
    Result<std::string> text = form_text(query);
    if (!text) return text.error();
    if (text->empty()) return ok_status();
    if (const std::size_t mark = target.find('?'); mark == std::string::npos) {
        target += '?';
    } else if (mark + 1 != target.size() && !target.ends_with('&')) {
        target += '&';
    }
    target += *text;
    return check_length(target.size());
}

Result<std::string> form_text(const Json& members) {
    std::string out;
    for (const auto& [name, value] : members.items()) {
        if (auto added = append_member(out, name, value); !added) return added.error();
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            append_encoded(out, c);
        }
    }
    return out;
}

std::optional<std::string> scalar_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return sagaflow::to_text(value);
    return std::nullopt;
}

}  // namespace sagaflow::http
