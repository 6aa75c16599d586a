// ETag, If-Match and If-None-Match of instances: the ETag is the history's last number in quotes.
#pragma once

#include "api/problem.hpp"
#include "api/request.hpp"

namespace sagaflow::api {

std::string etag_of(std::uint64_t seq);
// Without white space at both ends, as in the lists of headers.
std::string_view trimmed(std::string_view text);
// The number that If-Match asks for; nullopt without the header and for `*`. A tag that can match
// no instance is a 412, what is no tag a 400.
Checked<std::optional<std::uint64_t>> read_if_match(const Request& request);
// Whether If-None-Match names this ETag (or *); tags come with their quotes.
bool none_match_names(const Request& request, std::string_view tag);
bool none_match_names(const Request& request, std::uint64_t seq);

}  // namespace sagaflow::api
