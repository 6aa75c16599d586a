// Promises that several fuzz targets hold their subject to. Each aborts the process when broken.
#pragma once

#include <string_view>

#include "dsl/program/scope.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::fuzz {

// Can be shown and stored: valid UTF-8 without NUL.
bool is_readable(std::string_view text);
// A message for users: readable, and it says something.
void expect_message(std::string_view message);

// "… at line 3, column 7: …" names a place of the text, or its end.
void expect_place_in(std::string_view message, std::string_view text);
// Line and column, from 1, name a character of the text or one past the end of a line.
bool is_place(std::string_view text, std::size_t line, std::size_t column);

// What is stored of the value reads back as the same value.
void expect_kept(const Json& value);
// RFC 6901, and the document has such a value.
bool leads_somewhere(const std::string& pointer, const Json& document);

// A value for every name of the scope but `event`, which stays absent.
const dsl::Scope& sample_scope();

}  // namespace sagaflow::fuzz
