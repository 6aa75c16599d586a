// Heads of answers as sloppy participants write them.
//
// Beast reads the letter of the standard. A participant that ends lines with LF alone, leaves out
// the space after its status or sends a line that is no header did its work all the same, and an
// answer that is thrown away makes the outcome unknown. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sagaflow::http {

struct LenientHead {
    std::string text;  // the same head in strict form, with its empty line
    // It tells its length in two ways: what follows the answer cannot be trusted.
    bool ambiguous = false;
};

// nullopt: the text is not the head of an answer at all.
std::optional<LenientHead> lenient_head(std::string_view head);

// Where the head ends, its empty line included; 0 when it is not complete. `from` is where an
// earlier look ended.
std::size_t head_length(std::string_view bytes, std::size_t from);

}  // namespace sagaflow::http
