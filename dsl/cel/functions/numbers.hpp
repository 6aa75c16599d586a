// Numbers across their three kinds: order, conversion to integers, text. Private to dsl/cel.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/cel/value.hpp"

namespace sagaflow::cel {

inline bool is_number(const Value& value) {
    return value.kind() == Kind::kInt || value.kind() == Kind::kUint ||
           value.kind() == Kind::kDouble;
}

// By mathematical value; an integer is rounded to a double where it meets one, as other
// implementations of CEL do. Unordered when one is NaN.
std::partial_ordering compare_numbers(const Value& a, const Value& b);

// The position that a number names in a list: a whole number not below zero.
std::optional<std::size_t> to_index(const Value& number);

// The shortest text that reads back as the same double: 1.5, 100, 1e+23, NaN, Infinity.
std::string double_text(double value);

// Whole-text readers; nullopt for anything else.
std::optional<double> read_double(std::string_view text);
std::optional<std::int64_t> read_int(std::string_view text);
std::optional<std::uint64_t> read_uint(std::string_view text, int base = 10);

}  // namespace sagaflow::cel
