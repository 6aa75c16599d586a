// Cuts an expression's text into tokens. Lives as long as the text that it reads. Private to
// dsl/cel.
#pragma once

#include <string>
#include <string_view>

#include "dsl/cel/cel.hpp"

namespace sagaflow::cel {

enum class TokenKind {
    kEnd,
    kBad,
    kName,
    kQuotedName,
    kInt,
    kUint,
    kDouble,
    kString,
    kBytes,
    kTrue,
    kFalse,
    kNull,
    kIn,
    kLeftParen,
    kRightParen,
    kLeftBracket,
    kRightBracket,
    kLeftBrace,
    kRightBrace,
    kDot,
    kComma,
    kColon,
    kQuestion,
    kPlus,
    kMinus,
    kStar,
    kSlash,
    kPercent,
    kNot,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kEqual,
    kNotEqual,
    kAnd,
    kOr,
};

struct Token {
    TokenKind kind = TokenKind::kEnd;
    std::size_t offset = 0;
    std::string_view text;      // as written
    std::string content;        // strings, bytes and quoted names, decoded
    std::uint64_t integer = 0;  // kInt without its sign, kUint
    double real = 0;            // kDouble
};

class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {}
    // The next token; kBad when there is none, and issue() tells why. kEnd for ever at the end.
    Token next();
    const Issue& issue() const { return issue_; }

private:
    void skip_blanks();
    Token make(TokenKind kind, std::size_t length);
    Token bad(std::size_t offset, std::string message, std::string hint = {});
    Token name();
    Token quoted_name();
    Token number();
    Token whole_number(std::size_t end, int base, std::size_t prefix);
    Token symbol();
    // Length of an r, b, rb or br in front of a quote; npos when no string starts here.
    std::size_t string_prefix() const;
    Token string(std::size_t prefix);

    std::string_view source_;
    std::size_t at_ = 0;
    Issue issue_;
};

// Decodes the escapes between the quotes. On failure `issue.message` is set, with an offset that
// counts from the start of `body`.
std::string decode_literal(std::string_view body, bool is_bytes, Issue& issue);

}  // namespace sagaflow::cel
