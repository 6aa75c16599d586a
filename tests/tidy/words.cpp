#include <algorithm>
#include <array>
#include <filesystem>

#include "tests/tidy/rules.hpp"

namespace sagaflow::tidy {
namespace {

constexpr std::array<std::string_view, 9> kBannedNames{
    "util", "utils", "common", "manager", "managers", "helper", "helpers", "misc", "stuff"};

struct BannedCall {
    std::string_view text;
    std::string_view instead;
    std::string_view except_in = {};  // one file
};

// What the pure rooms compute depends on their arguments alone, so that replay is exact. Elsewhere
// a steady clock may bound input and output.
constexpr std::array<std::string_view, 4> kPureRooms{
    "engine/core", "engine/model", "engine/kernel", "dsl"};
constexpr BannedCall kSteadyClock{"steady_clock", "pure rooms take a Timestamp as an argument"};

// Found as whole words in code; comments and strings do not count.
constexpr std::array<BannedCall, 9> kBannedCalls{{
    {"sleep_for", "wait for a condition, a descriptor or a signal with a deadline"},
    {"sleep_until", "wait for a condition, a descriptor or a signal with a deadline"},
    {"usleep", "wait for a condition, a descriptor or a signal with a deadline"},
    {"nanosleep", "wait for a condition, a descriptor or a signal with a deadline"},
    {"system_clock::now", "take a Clock (engine/core/time.hpp)", "engine/core/time.cpp"},
    {"gettimeofday", "take a Clock (engine/core/time.hpp)"},
    {"rand", "take randomness as an argument"},
    {"srand", "take randomness as an argument"},
    {"std::regex", "use RE2: std::regex overflows the stack on long input"},
}};

constexpr std::array<std::string_view, 4> kSqlVerbs{"SELECT ", "INSERT ", "UPDATE ", "DELETE "};
constexpr std::size_t kOpeningCommentCharactersMin = 20;

bool is_word_part(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

Violations find_word(const SourceFile& file, const BannedCall& banned) {
    Violations found;
    const std::string& code = file.code;
    for (auto at = code.find(banned.text); at != std::string::npos;
         at = code.find(banned.text, at + 1)) {
        const auto end = at + banned.text.size();
        const bool whole = (at == 0 || !is_word_part(code[at - 1])) &&
                           (end >= code.size() || !is_word_part(code[end]));
        if (!whole) continue;
        found.push_back(
            {file.path,
             file.line_at(at),
             std::string(banned.text) + " is banned: " + std::string(banned.instead)}
        );
    }
    return found;
}

// "store_helpers.cpp" -> {"store", "helpers"}
std::vector<std::string> words_of(const std::string& name) {
    std::vector<std::string> words(1);
    for (const char c : name.substr(0, name.find('.'))) {
        if (c == '_' || c == '-') {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    return words;
}

bool is_banned_name(const std::string& word) {
    return std::find(kBannedNames.begin(), kBannedNames.end(), word) != kBannedNames.end();
}

}  // namespace

Violations check_file_name(const SourceFile& file) {
    Violations found;
    for (const auto& part : std::filesystem::path(file.path)) {
        for (const std::string& word : words_of(part.string())) {
            if (!is_banned_name(word)) continue;
            found.push_back({file.path, 1, "'" + word + "' says nothing; name the concept"});
        }
    }
    return found;
}

Violations check_banned_calls(const SourceFile& file) {
    Violations found;
    for (const BannedCall& banned : kBannedCalls) {
        if (file.path == banned.except_in) continue;
        const auto more = find_word(file, banned);
        found.insert(found.end(), more.begin(), more.end());
    }
    for (const std::string_view room : kPureRooms) {
        if (!file.is_under(room)) continue;
        const auto more = find_word(file, kSteadyClock);
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

Violations check_sql_strings(const SourceFile& file) {
    Violations found;
    if (!file.is_cpp() || file.is_under("tests")) return found;
    for (const StringLiteral& literal : file.literals) {
        const auto first = literal.text.find_first_not_of(" \t\n");
        if (first == std::string::npos) continue;
        for (const std::string_view verb : kSqlVerbs) {
            if (literal.text.compare(first, verb.size(), verb) != 0) continue;
            found.push_back(
                {file.path, literal.line, "SQL in a string; put it into a .sql file by its table"}
            );
        }
    }
    return found;
}

Violations check_opening_comment(const SourceFile& file) {
    const std::string_view mark = file.is_sql() ? "-- " : "// ";
    if (!file.is_sql() && !file.is_header()) return {};
    const auto lines = file.lines();
    if (!lines.empty() && lines[0].starts_with(mark) &&
        lines[0].size() >= kOpeningCommentCharactersMin) {
        return {};
    }
    return {
        {file.path,
         1,
         file.is_sql() ? "expected a comment first: what it is for, which index it uses"
                       : "expected a comment first: what it is for, who owns it, its thread"}};
}

}  // namespace sagaflow::tidy
