// Line and column of values: a second, light pass over a text that parse_json has accepted, made
// only when there is something to report.
#pragma once

#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/core/json.hpp"

namespace sagaflow::dsl {

struct Offsets {
    std::size_t key = 0;    // of the member's name; of the value where it is no member
    std::size_t value = 0;  // where the value starts
};

// Byte offsets of the wanted values, which must be inside `root`, the value of `text`.
std::unordered_map<const Json*, Offsets> locate(
    std::string_view text, const Json& root, const std::unordered_set<const Json*>& wanted
);

// Byte offset in `text` of the character at `decoded` bytes into the string literal at `literal`.
std::size_t offset_in_literal(std::string_view text, std::size_t literal, std::size_t decoded);

struct LineColumn {
    std::size_t line = 1;
    std::size_t column = 1;  // in characters
};

// Turns ascending offsets into lines and columns in one pass over the text.
class LineCounter {
public:
    explicit LineCounter(std::string_view text) : text_(text) {}
    LineColumn at(std::size_t offset);  // not before the offset asked last

private:
    std::string_view text_;
    std::size_t next_ = 0;
    LineColumn here_;
};

}  // namespace sagaflow::dsl
