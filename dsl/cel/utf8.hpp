// UTF-8 for strings that are counted and cut by code points. Private to dsl/cel.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sagaflow::cel {

// Strict: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text);
std::size_t count_code_points(std::string_view text);
// The byte offset of the code point number `index`; text.size() when there are fewer.
std::size_t byte_offset(std::string_view text, std::size_t index);
// Reads one code point of well-formed text and moves `at` behind it.
char32_t read_code_point(std::string_view text, std::size_t& at);
// False for surrogates and what is beyond U+10FFFF; nothing is appended then.
bool append_code_point(std::string& text, char32_t code_point);

}  // namespace sagaflow::cel
