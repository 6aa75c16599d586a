#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/utf8.hpp"
#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel::conformance {
namespace {

constexpr char32_t kLatinMax = 0xFF;
constexpr char32_t kShortEscapeMax = 0xFFFF;
constexpr char32_t kBackslash = '\\';

// The code of an escape's digits at the start of `text`; nullopt when they are not all there.
std::optional<char32_t> read_code(std::string_view text, std::size_t digits, int base) {
    if (text.size() < digits) return std::nullopt;
    const auto code = read_uint(text.substr(0, digits), base);
    return code ? std::optional(static_cast<char32_t>(*code)) : std::nullopt;
}

// Takes an escape of CEL (behind its backslash) off `body`: false when it gives a backslash, or
// when it is none.
bool skip_escape(std::string_view& body) {
    if (body.empty()) return false;
    const char c = body[0];
    std::size_t digits = 0;
    int base = 16;
    if (c == 'x' || c == 'X') digits = 2;
    if (c == 'u') digits = 4;
    if (c == 'U') digits = 8;
    if (c >= '0' && c <= '3') {
        digits = 3;
        base = 8;
    } else {
        body.remove_prefix(1);
    }
    if (digits == 0) return c != '\\';
    const auto code = read_code(body, digits, base);
    if (!code || *code == kBackslash) return false;
    body.remove_prefix(digits);
    return true;
}

// Whether the expression is one literal, not a raw one, whose value cannot hold a backslash.
// Read here and not by the lexer, which is what is being tested.
bool gives_no_backslash(std::string_view expression, bool is_bytes) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = expression.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return false;
    expression = expression.substr(first, expression.find_last_not_of(kBlanks) + 1 - first);
    if (is_bytes) {
        if (expression[0] != 'b' && expression[0] != 'B') return false;
        expression.remove_prefix(1);
    }
    if (expression.empty() || (expression[0] != '\'' && expression[0] != '"')) return false;
    std::string quote(3, expression[0]);
    if (!expression.starts_with(quote)) quote.resize(1);
    if (expression.size() < 2 * quote.size() || !expression.ends_with(quote)) return false;
    std::string_view body = expression.substr(quote.size(), expression.size() - 2 * quote.size());
    while (!body.empty()) {
        if (body.starts_with(quote)) return false;  // the literal ends here: there are two
        const bool is_escape = body[0] == '\\';
        body.remove_prefix(1);
        if (is_escape && !skip_escape(body)) return false;
    }
    return true;
}

// Takes an escape that the conversion has left off the front of `text`, and appends what it stands
// for. The conversion spells with lower-case digits, and only what is beyond Latin-1.
bool take_left_escape(std::string_view& text, std::string& into) {
    if (text.starts_with("\\?")) {
        text.remove_prefix(2);
        into += '?';
        return true;
    }
    const bool is_long = text.starts_with("\\U");
    if (!is_long && !text.starts_with("\\u")) return false;
    const std::size_t digits = is_long ? 8 : 4;
    const auto code = read_code(text.substr(2), digits, 16);
    if (!code || *code <= kLatinMax || is_long != (*code > kShortEscapeMax)) return false;
    if (text.substr(2, digits).find_first_of("ABCDEF") != std::string_view::npos) return false;
    text.remove_prefix(2 + digits);
    return append_code_point(into, *code);
}

// Every character beyond Latin-1 is escaped where one is.
bool has_unescaped(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (read_code_point(text, at) > kLatinMax) return true;
    }
    return false;
}

}  // namespace

std::optional<Value> undo_escapes(const Case& test, const Value& expected) {
    const bool is_bytes = expected.kind() == Kind::kBytes;
    if (!is_bytes && expected.kind() != Kind::kString) return std::nullopt;
    std::string_view text = expected.as_string();
    if (text.find('\\') == std::string_view::npos) return std::nullopt;
    if (!gives_no_backslash(test.expression, is_bytes)) return std::nullopt;
    if (!is_bytes && has_unescaped(text)) return std::nullopt;
    std::string repaired;
    while (!text.empty()) {
        if (text[0] == '\\') {
            const bool is_wide = !text.starts_with("\\?");
            if ((is_bytes && is_wide) || !take_left_escape(text, repaired)) return std::nullopt;
        } else {
            repaired += text[0];
            text.remove_prefix(1);
        }
    }
    return is_bytes ? Value::of_bytes(std::move(repaired)) : Value::of_string(std::move(repaired));
}

}  // namespace sagaflow::cel::conformance
