// URLs of outgoing calls: what a definition wrote, checked and percent-encoded.
//
// Pure functions. A rendered path mixes the author's text with data, so nothing in it may change
// which host is called or climb out of the connection's base path. Messages quote no values: a
// secret may be among them.
#pragma once

#include <string>
#include <string_view>

#include "engine/core/json.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::http {

struct Origin {
    std::string scheme;  // http, https
    std::string host;    // lower case; IPv6 in brackets; numeric IPv4 in dotted form
    std::string port;    // always present
    bool operator==(const Origin&) const = default;
};
std::string to_text(const Origin& origin);  // https://host:443

struct AbsoluteUrl {
    Origin origin;
    std::string target;  // path and query, encoded, starts with /
};

// http and https only; a user name, a fragment, control characters and spaces are refused.
Result<AbsoluteUrl> parse_absolute_url(std::string_view text);

// Encodes path[?query]: it must start with / and hold no spaces, control characters or dot
// segments; %XX stays as it is, every other byte that a URL cannot hold is percent-encoded.
Result<std::string> encode_target(std::string_view text);

// Appends the members of `query` (an object of texts, numbers, booleans or arrays of them; null
// members are left out) to an encoded target.
Status append_query(std::string& target, const Json& query);

// The same members as application/x-www-form-urlencoded.
Result<std::string> form_text(const Json& members);

// Everything but RFC 3986's unreserved characters.
std::string percent_encode(std::string_view text);

// The text of a scalar for a header, a query or a form; nullopt for containers and null.
std::optional<std::string> scalar_text(const Json& value);

}  // namespace sagaflow::http
