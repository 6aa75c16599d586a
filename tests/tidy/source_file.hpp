// A source file as the rules see it: its text, its lines, and for C++ the same text with comments
// and literals blanked out, so that a word inside a string is no call. Plain values.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::tidy {

struct StringLiteral {
    std::size_t line = 0;
    std::string text;
};

struct SourceFile {
    std::string path;  // relative to the root, with forward slashes
    std::string text;
    std::string code;  // C++ only: comments, literals and preprocessor lines are spaces
    std::vector<StringLiteral> literals;

    static SourceFile from_text(std::string path, std::string text);

    bool is_cpp() const;
    bool is_header() const { return path.ends_with(".hpp"); }
    bool is_sql() const { return path.ends_with(".sql"); }
    bool is_under(std::string_view folder) const;
    std::vector<std::string> lines() const;
    std::size_t line_at(std::size_t offset) const;  // from 1
};

struct Violation {
    std::string path;
    std::size_t line = 0;
    std::string message;  // what is wrong and how to mend it
};
using Violations = std::vector<Violation>;

// One violation a line, as a compiler would print them.
std::string report(const Violations& violations);

// Every file of the product's own sources under `root`.
std::vector<SourceFile> load_tree(const std::filesystem::path& root);

}  // namespace sagaflow::tidy
