#include <algorithm>
#include <array>

#include "tests/tidy/rules.hpp"

namespace sagaflow::tidy {
namespace {

constexpr std::size_t kFileLinesMax = 500;
constexpr std::size_t kFunctionLinesMax = 60;
constexpr std::size_t kLineCharactersMax = 100;

// Code points: UTF-8's continuation bytes do not count.
std::size_t characters(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || !is_word_character(text[at - 1]);
        const auto end = at + word.size();
        if (starts && (end == text.size() || !is_word_character(text[end]))) return true;
    }
    return false;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

std::string_view last_word(std::string_view text) {
    std::size_t start = text.size();
    while (start > 0 && is_word_character(text[start - 1])) --start;
    return text.substr(start);
}

enum class Brace { kScope, kFunction, kInitializer };

// `head` is what stands between the last statement and the brace, outside of any function.
Brace classify(std::string_view raw_head) {
    const std::string_view head = trimmed(raw_head);
    const std::string_view before_call = head.substr(0, head.find('('));
    for (const std::string_view keyword : {"namespace", "class", "struct", "union", "enum"}) {
        if (has_word(before_call, keyword) && !head.ends_with(')') && !head.ends_with('=')) {
            return Brace::kScope;
        }
    }
    if (head.find(')') == std::string_view::npos) {
        return head.empty() || head == "extern" ? Brace::kScope : Brace::kInitializer;
    }
    if (head.ends_with(')')) return Brace::kFunction;
    for (const std::string_view keyword : {"const", "noexcept", "override", "final", "mutable"}) {
        if (last_word(head) == keyword) return Brace::kFunction;
    }
    // `auto f() -> std::string {`, but not the `a_{1}` of a constructor's initialisers.
    return head.find("->") != std::string_view::npos ? Brace::kFunction : Brace::kInitializer;
}

// Finds functions by their braces; bodies are skipped whole, so nested blocks are never looked at.
class FunctionFinder {
public:
    explicit FunctionFinder(const SourceFile& file) : file_(file), code_(file.code) {}

    Violations too_long() {
        while (at_ < code_.size()) step();
        return std::move(found_);
    }

private:
    void step() {
        const char c = code_[at_];
        if (c == ';' || c == '}') {
            head_start_ = ++at_;
        } else if (c == '{') {
            brace();
        } else {
            ++at_;
        }
    }

    void brace() {
        const std::string_view head(code_.data() + head_start_, at_ - head_start_);
        const Brace kind = classify(head);
        if (kind == Brace::kScope) {
            head_start_ = ++at_;
            return;
        }
        const std::size_t open = at_;
        at_ = after_matching(open);
        if (kind == Brace::kInitializer) return;
        measure(open, at_);
        head_start_ = at_;
    }

    std::size_t after_matching(std::size_t open) const {
        int depth = 0;
        for (std::size_t i = open; i < code_.size(); ++i) {
            if (code_[i] == '{') ++depth;
            if (code_[i] == '}' && --depth == 0) return i + 1;
        }
        return code_.size();
    }

    void measure(std::size_t open, std::size_t end) {
        const std::size_t first = file_.line_at(open);
        const std::size_t length = file_.line_at(end - 1) - first + 1;
        if (length <= kFunctionLinesMax) return;
        found_.push_back(
            {file_.path,
             first,
             "a function of " + std::to_string(length) + " lines; at most " +
                 std::to_string(kFunctionLinesMax) + " are allowed, so name its parts"}
        );
    }

    const SourceFile& file_;
    const std::string& code_;
    std::size_t at_ = 0;
    std::size_t head_start_ = 0;
    Violations found_;
};

}  // namespace

Violations check_file_length(const SourceFile& file) {
    const auto length = file.lines().size();
    if (length <= kFileLinesMax) return {};
    return {
        {file.path,
         length,
         "a file of " + std::to_string(length) + " lines; at most " +
             std::to_string(kFileLinesMax) + " are allowed, so split it by concept"}};
}

Violations check_line_length(const SourceFile& file) {
    Violations found;
    std::size_t number = 0;
    for (const std::string& line : file.lines()) {
        ++number;
        if (characters(line) <= kLineCharactersMax) continue;
        found.push_back(
            {file.path, number, "a line of " + std::to_string(characters(line)) + " characters"}
        );
    }
    return found;
}

Violations check_function_length(const SourceFile& file) {
    if (!file.is_cpp()) return {};
    return FunctionFinder(file).too_long();
}

}  // namespace sagaflow::tidy
