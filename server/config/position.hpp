// Where in a JSON text a pointer leads: line and column for messages. Pure.
#pragma once

#include <compare>
#include <cstddef>
#include <string_view>

namespace sagaflow::config {

struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
    auto operator<=>(const Position&) const = default;
};

// Of the member's name or the array's item; the text must be valid JSON. A pointer that leads
// nowhere gives the place of its last existing parent.
Position position_of(std::string_view text, std::string_view pointer);

}  // namespace sagaflow::config
