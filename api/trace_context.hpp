// W3C Trace Context: reads `traceparent` and answers its trace id. Invalid ones are ignored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sagaflow::api {

// The header's value when it is valid (version 00-fe, ids not all zero), in lower case.
std::optional<std::string> valid_traceparent(std::string_view header);
// The trace id in a valid header; empty for an empty one.
std::string_view trace_id_of(std::string_view traceparent);

}  // namespace sagaflow::api
