// Escapes in string and bytes literals.
#include "dsl/cel/lexer.hpp"
#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

class Decoder {
public:
    Decoder(std::string_view body, bool is_bytes, Issue& issue)
        : body_(body), is_bytes_(is_bytes), issue_(issue) {}

    std::string run() {
        std::string text;
        while (at_ < body_.size() && issue_.message.empty()) {
            if (body_[at_] != '\\') {
                text += body_[at_++];
            } else {
                escape(text);
            }
        }
        return text;
    }

private:
    void fail(std::size_t offset, std::string message, std::string hint) {
        issue_ = {offset, std::move(message), std::move(hint)};
    }

    void escape(std::string& text) {
        const std::size_t start = at_++;
        if (at_ == body_.size()) return fail(start, "a lone backslash", "write \\\\");
        const char c = body_[at_++];
        switch (c) {
            case 'a':
                text += '\a';
                return;
            case 'b':
                text += '\b';
                return;
            case 'f':
                text += '\f';
                return;
            case 'n':
                text += '\n';
                return;
            case 'r':
                text += '\r';
                return;
            case 't':
                text += '\t';
                return;
            case 'v':
                text += '\v';
                return;
            case '\\':
            case '?':
            case '"':
            case '\'':
            case '`':
                text += c;
                return;
            case 'x':
            case 'X':
                return number(text, start, 2, 16);
            case 'u':
                return unicode(text, start, 4);
            case 'U':
                return unicode(text, start, 8);
            case '0':
            case '1':
            case '2':
            case '3':
                --at_;
                return number(text, start, 3, 8);
            default:
                break;
        }
        std::size_t end = start + 1;
        read_code_point(body_, end);
        std::string message = "the escape ";
        message.append(body_.substr(start, end - start)).append(" is unknown");
        fail(
            start, std::move(message), "write \\\\ for a backslash, or use a raw string: r\"...\""
        );
    }

    // Text takes code points, bytes take octets.
    void number(std::string& text, std::size_t start, std::size_t digits, int base) {
        char32_t value = 0;
        if (!digits_of(digits, base, value)) {
            return fail(start, "an escape has too few digits", "write \\xHH or three octal digits");
        }
        if (is_bytes_) {
            text += static_cast<char>(value);
        } else {
            append_code_point(text, value);
        }
    }

    void unicode(std::string& text, std::size_t start, std::size_t digits) {
        if (is_bytes_) return fail(start, "\\u does not stand in bytes", "write \\xHH for a byte");
        char32_t value = 0;
        if (!digits_of(digits, 16, value)) {
            return fail(start, "an escape has too few digits", "write \\uHHHH or \\UHHHHHHHH");
        }
        if (!append_code_point(text, value)) {
            fail(
                start,
                "the escape is no Unicode character",
                "surrogates and what is beyond \\U0010ffff are none"
            );
        }
    }

    bool digits_of(std::size_t count, int base, char32_t& value) {
        for (std::size_t i = 0; i < count; ++i) {
            if (at_ == body_.size()) return false;
            const char c = body_[at_];
            int digit = 99;
            if (c >= '0' && c <= '9') digit = c - '0';
            if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
            if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
            if (digit >= base) return false;
            value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
            ++at_;
        }
        return true;
    }

    std::string_view body_;
    bool is_bytes_;
    Issue& issue_;
    std::size_t at_ = 0;
};

}  // namespace

std::string decode_literal(std::string_view body, bool is_bytes, Issue& issue) {
    return Decoder(body, is_bytes, issue).run();
}

}  // namespace sagaflow::cel
