#include "dsl/cel/lexer.hpp"

#include <array>

#include "dsl/cel/functions/numbers.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::cel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_name_start(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

struct Symbol {
    std::string_view text;
    TokenKind kind;
};

// Longer ones first: the first match wins.
constexpr std::array<Symbol, 24> kSymbols{{
    {"<=", TokenKind::kLessOrEqual}, {">=", TokenKind::kGreaterOrEqual},
    {"==", TokenKind::kEqual},       {"!=", TokenKind::kNotEqual},
    {"&&", TokenKind::kAnd},         {"||", TokenKind::kOr},
    {"(", TokenKind::kLeftParen},    {")", TokenKind::kRightParen},
    {"[", TokenKind::kLeftBracket},  {"]", TokenKind::kRightBracket},
    {"{", TokenKind::kLeftBrace},    {"}", TokenKind::kRightBrace},
    {".", TokenKind::kDot},          {",", TokenKind::kComma},
    {":", TokenKind::kColon},        {"?", TokenKind::kQuestion},
    {"+", TokenKind::kPlus},         {"-", TokenKind::kMinus},
    {"*", TokenKind::kStar},         {"/", TokenKind::kSlash},
    {"%", TokenKind::kPercent},      {"!", TokenKind::kNot},
    {"<", TokenKind::kLess},         {">", TokenKind::kGreater},
}};

std::string printable(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) return std::string("'") + c + "'";
    static constexpr std::string_view kHex = "0123456789abcdef";
    return std::string("byte 0x") + kHex[byte >> 4U] + kHex[byte & 0xFU];
}

std::string symbol_hint(char c) {
    if (c == '=') return "write == to compare; an expression assigns nothing";
    if (c == '&') return "write && for \"and\"";
    if (c == '|') return "write || for \"or\"";
    if (c == '$') return "${...} belongs to templates; this is an expression already";
    return {};
}

}  // namespace

void Lexer::skip_blanks() {
    while (at_ < source_.size()) {
        const char c = source_[at_];
        if (c == '/' && source_.substr(at_).starts_with("//")) {
            while (at_ < source_.size() && source_[at_] != '\n') ++at_;
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++at_;
        } else {
            return;
        }
    }
}

Token Lexer::make(TokenKind kind, std::size_t length) {
    Token token;
    token.kind = kind;
    token.offset = at_;
    token.text = source_.substr(at_, length);
    at_ += length;
    return token;
}

Token Lexer::bad(std::size_t offset, std::string message, std::string hint) {
    issue_ = {offset, std::move(message), std::move(hint)};
    Token token;
    token.kind = TokenKind::kBad;
    token.offset = offset;
    return token;
}

Token Lexer::next() {
    skip_blanks();
    if (at_ == source_.size()) return make(TokenKind::kEnd, 0);
    const char c = source_[at_];
    const std::size_t prefix = string_prefix();
    if (prefix != std::string_view::npos) return string(prefix);
    if (is_name_start(c)) return name();
    if (c == '`') return quoted_name();
    const bool is_fraction = c == '.' && at_ + 1 < source_.size() && is_digit(source_[at_ + 1]);
    if (is_digit(c) || is_fraction) return number();
    return symbol();
}

Token Lexer::name() {
    std::size_t end = at_;
    while (end < source_.size() && is_name_part(source_[end])) ++end;
    const std::string_view text = source_.substr(at_, end - at_);
    TokenKind kind = TokenKind::kName;
    if (text == "true") kind = TokenKind::kTrue;
    if (text == "false") kind = TokenKind::kFalse;
    if (text == "null") kind = TokenKind::kNull;
    if (text == "in") kind = TokenKind::kIn;
    return make(kind, text.size());
}

Token Lexer::quoted_name() {
    const std::size_t end = source_.find('`', at_ + 1);
    if (end == std::string_view::npos) return bad(at_, "a ` is opened and not closed");
    const std::string_view body = source_.substr(at_ + 1, end - at_ - 1);
    for (const char c : body) {
        if (!is_name_part(c) && c != '.' && c != '-' && c != '/' && c != ' ') {
            return bad(
                at_,
                "a name between backquotes cannot hold " + printable(c),
                "select such a member with [\"...\"]"
            );
        }
    }
    if (body.empty()) return bad(at_, "the name between the backquotes is empty");
    Token token = make(TokenKind::kQuotedName, body.size() + 2);
    token.content = body;
    return token;
}

Token Lexer::whole_number(std::size_t end, int base, std::size_t prefix) {
    const std::string_view digits = source_.substr(at_ + prefix, end - at_ - prefix);
    const auto value = read_uint(digits, base);
    const bool is_uint = end < source_.size() && (source_[end] == 'u' || source_[end] == 'U');
    if (!value) {
        return bad(
            at_,
            "the number " + shortened(source_.substr(at_, end - at_), 40) + " does not fit 64 bits"
        );
    }
    Token token = make(is_uint ? TokenKind::kUint : TokenKind::kInt, end - at_ + (is_uint ? 1 : 0));
    token.integer = *value;
    if (at_ < source_.size() && is_name_part(source_[at_])) {
        return bad(token.offset, "a number is followed at once by a name");
    }
    return token;
}

Token Lexer::number() {
    std::size_t end = at_;
    const auto digit_at = [this](std::size_t i) {
        return i < source_.size() && is_digit(source_[i]);
    };
    if (source_[at_] == '0' && at_ + 1 < source_.size() &&
        (source_[at_ + 1] == 'x' || source_[at_ + 1] == 'X')) {
        end = at_ + 2;
        while (end < source_.size() && is_hex(source_[end])) ++end;
        return whole_number(end, 16, 2);
    }
    while (digit_at(end)) ++end;
    bool is_real = false;
    if (end < source_.size() && source_[end] == '.' && digit_at(end + 1)) {
        is_real = true;
        for (++end; digit_at(end);) ++end;
    }
    if (end < source_.size() && (source_[end] == 'e' || source_[end] == 'E')) {
        std::size_t exponent = end + 1;
        if (exponent < source_.size() && (source_[exponent] == '+' || source_[exponent] == '-')) {
            ++exponent;
        }
        if (digit_at(exponent)) {
            is_real = true;
            for (end = exponent; digit_at(end);) ++end;
        }
    }
    if (!is_real) return whole_number(end, 10, 0);
    const auto value = read_double(source_.substr(at_, end - at_));
    if (!value) return bad(at_, "the number is beyond what a double can hold");
    Token token = make(TokenKind::kDouble, end - at_);
    token.real = *value;
    if (at_ < source_.size() && is_name_part(source_[at_])) {
        return bad(token.offset, "a number is followed at once by a name");
    }
    return token;
}

Token Lexer::symbol() {
    for (const Symbol& candidate : kSymbols) {
        if (source_.substr(at_).starts_with(candidate.text)) {
            return make(candidate.kind, candidate.text.size());
        }
    }
    const char c = source_[at_];
    return bad(at_, "unexpected " + printable(c), symbol_hint(c));
}

std::size_t Lexer::string_prefix() const {
    bool raw = false;
    bool bytes = false;
    for (std::size_t i = at_; i < source_.size() && i < at_ + 3; ++i) {
        const char c = source_[i];
        if (c == '"' || c == '\'') return i - at_;
        if ((c == 'r' || c == 'R') && !raw) {
            raw = true;
        } else if ((c == 'b' || c == 'B') && !bytes) {
            bytes = true;
        } else {
            break;
        }
    }
    return std::string_view::npos;
}

Token Lexer::string(std::size_t prefix) {
    bool raw = false;
    bool bytes = false;
    for (const char c : source_.substr(at_, prefix)) {
        raw = raw || c == 'r' || c == 'R';
        bytes = bytes || c == 'b' || c == 'B';
    }
    const std::size_t open = at_ + prefix;
    std::string quote(1, source_[open]);
    const std::string triple(3, source_[open]);
    if (source_.substr(open).starts_with(triple)) quote = triple;
    std::size_t end = open + quote.size();
    while (end < source_.size() && !source_.substr(end).starts_with(quote)) {
        const bool is_line_end = source_[end] == '\n' || source_[end] == '\r';
        if (is_line_end && quote.size() == 1) {
            return bad(
                at_,
                "a string ends at its quote, not at the end of the line",
                "write \\n, or use triple quotes"
            );
        }
        // The quote behind a backslash closes nothing. (Two backslashes hide no quote.)
        if (source_[end] == '\\' && !raw) ++end;
        ++end;
    }
    if (end >= source_.size()) return bad(at_, "a string is opened and not closed");
    const std::string_view body = source_.substr(open + quote.size(), end - open - quote.size());
    Token token = make(bytes ? TokenKind::kBytes : TokenKind::kString, end + quote.size() - at_);
    if (raw) {
        token.content = body;
        return token;
    }
    Issue issue;
    token.content = decode_literal(body, bytes, issue);
    if (issue.message.empty()) return token;
    return bad(open + quote.size() + issue.offset, issue.message, issue.hint);
}

}  // namespace sagaflow::cel
