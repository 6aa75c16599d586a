// Json: the value that flows through the product, and the one strict way to read it from text.
//
// Untrusted text must come through parse_json: plain nlohmann::json::parse accepts duplicate keys
// and NUL, and copying or dumping a value nested 100,000 deep overflows the stack.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/core/limits.hpp"
#include "engine/core/result.hpp"

namespace sagaflow {

using Json = nlohmann::json;

// Parses RFC 8259 text. Refused, with line and column in the message: bad syntax, bytes that are no
// UTF-8, nesting deeper than `depth_max`, duplicate keys, NUL in strings (PostgreSQL cannot keep
// it), lone surrogates, integral literals beyond int64 and numbers beyond a finite double.
// Integers come out as number_integer (int64) always, never as number_unsigned.
// Errors: kInvalidArgument; kTooLarge when the text is longer than `bytes_max`.
Result<Json> parse_json(
    std::string_view text, std::size_t bytes_max, std::size_t depth_max = limits::kJsonDepthMax
);

// At most `bytes_max` bytes, cut between two characters of the UTF-8 text, with "…" where it was.
std::string shortened(std::string_view text, std::size_t bytes_max = 80);

// The text with every byte that is no UTF-8, and every NUL, replaced: what a database keeps.
std::string storable(std::string_view text);

// Compact text of a value that came through parse_json or was made by us.
std::string to_text(const Json& value);
// The same at the end of a text.
void append_text(std::string& text, const Json& value);

// How many containers deep the value nests: 0 for a scalar, 1 for [].
std::size_t depth_of(const Json& value);

// Deep size estimate in bytes, for budgets of memory and output caps.
std::size_t approximate_size(const Json& value);

}  // namespace sagaflow
