// Header names and values that may go out, and those that only the engine may set.
//
// Pure functions. A CR or LF in a value would let data write further headers, so nothing but
// visible characters, spaces and tabs passes.
#pragma once

#include <string>
#include <string_view>

namespace sagaflow::http {

bool is_header_name(std::string_view name);
bool is_header_value(std::string_view value);

// True for the headers that frame the message or carry the engine's own facts (Idempotency-Key,
// Sagaflow-*, traceparent): a definition or a configuration cannot set them.
bool is_reserved_header(std::string_view name);

bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);

}  // namespace sagaflow::http
