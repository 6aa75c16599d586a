// The rules of the house, one function each: what they find wrong in one file. CONTRIBUTING.md
// explains them; each has a self-test that plants a violation.
#pragma once

#include "tests/tidy/source_file.hpp"

namespace sagaflow::tidy {

// rooms.cpp: the folders are the architecture.
Violations check_include_directions(const SourceFile& file);
Violations check_library_includes(const SourceFile& file);

// sizes.cpp
Violations check_file_length(const SourceFile& file);
Violations check_line_length(const SourceFile& file);
Violations check_function_length(const SourceFile& file);

// words.cpp
Violations check_file_name(const SourceFile& file);
Violations check_banned_calls(const SourceFile& file);
Violations check_sql_strings(const SourceFile& file);
Violations check_opening_comment(const SourceFile& file);

// limits_page.cpp: every limit of the header is on the page, with its value.
Violations check_limits_page(const std::string& header_text, const std::string& page_text);

}  // namespace sagaflow::tidy
