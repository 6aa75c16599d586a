// Cuts the text of a template string into literal text and ${…}, without compiling anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::dsl {

struct Segment {
    bool is_expression = false;
    std::string text;        // literal text (with $${ read as ${), or the inside of ${…}
    std::size_t offset = 0;  // of the inside, in bytes into the string
};

struct Scanned {
    std::vector<Segment> segments;
    std::optional<std::size_t> unterminated;  // where the ${ without an end starts
};

Scanned scan_template(std::string_view text);

}  // namespace sagaflow::dsl
