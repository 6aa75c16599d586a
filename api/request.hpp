// A request as the routes see it: plain values, whatever server it came through. Owned by the
// thread that serves it. Header names are lower case; query names and values are percent-decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::api {

struct NameValue {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;
    std::string target;              // as it came: path and query, still percent-encoded
    std::vector<NameValue> headers;  // in order; names lower case
    std::string body;
    std::string remote_address;  // for logs and as the actor of operators' actions

    // The first header of that (lower case) name; null when there is none.
    const std::string* header(std::string_view lower_case_name) const;
    // The part of the target before '?'.
    std::string_view path() const;
    std::string_view query() const;
};

// "%41" -> "A". Nullopt for a broken escape and for an escaped NUL. '+' stays '+'.
std::optional<std::string> percent_decode(std::string_view text);
// For path segments and query values: everything but unreserved characters is escaped.
std::string percent_encode(std::string_view text);

}  // namespace sagaflow::api
