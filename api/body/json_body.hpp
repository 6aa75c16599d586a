// Reads a request's JSON body: size, content type, syntax and limits, each refused with its reason.
#pragma once

#include "api/problem.hpp"
#include "api/request.hpp"

namespace sagaflow::api {

enum class EmptyBody { kRefused, kIsObject };

// The body as JSON. 413 above `bytes_max`, 415 for a content type that cannot be JSON, 400 with
// line and column for what is no JSON.
Checked<Json> read_json_body(const Request& request, std::size_t bytes_max, EmptyBody empty);
// The same, and it must be an object.
Checked<Json> read_object_body(const Request& request, std::size_t bytes_max, EmptyBody empty);

// 415 for a Content-Type that is not JSON's.
std::optional<Problem> refuse_other_types(const Request& request);

// For a body whose content type is decided elsewhere (events).
Checked<Json> parse_body(std::string_view text, std::size_t bytes_max);
Problem unparsable_body(const Error& error);

// Type and subtype in lower case, without parameters; empty when there is no Content-Type.
std::string media_type(const Request& request);

}  // namespace sagaflow::api
