#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t length_by_lead(char byte) {
    const auto lead = static_cast<unsigned char>(byte);
    if (lead < 0x80U) return 1;
    if (lead >= 0xF0U) return 4;
    return lead >= 0xE0U ? 3 : 2;
}

bool is_scalar(char32_t code_point) {
    return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

}  // namespace

char32_t read_code_point(std::string_view text, std::size_t& at) {
    const std::size_t length = length_by_lead(text[at]);
    const auto lead = static_cast<unsigned char>(text[at]);
    char32_t code_point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    ++at;
    for (std::size_t i = 1; i < length && at < text.size() && is_continuation(text[at]); ++i) {
        code_point = (code_point << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    }
    return code_point;
}

bool is_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80U) {
            ++at;
            continue;
        }
        if (lead < 0xC2U || lead > 0xF4U) return false;
        const std::size_t start = at;
        const std::size_t length = length_by_lead(text[at]);
        const char32_t code_point = read_code_point(text, at);
        if (at - start != length || !is_scalar(code_point)) return false;
        if ((length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000)) {
            return false;
        }
    }
    return true;
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += is_continuation(c) ? 0U : 1U;
    return count;
}

std::size_t byte_offset(std::string_view text, std::size_t index) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_continuation(text[at])) continue;
        if (index == 0) return at;
        --index;
    }
    return text.size();
}

bool append_code_point(std::string& text, char32_t code_point) {
    if (!is_scalar(code_point)) return false;
    const auto add = [&text](char32_t bits) { text += static_cast<char>(bits); };
    if (code_point < 0x80) {
        add(code_point);
    } else if (code_point < 0x800) {
        add(0xC0U | (code_point >> 6U));
        add(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
        add(0xE0U | (code_point >> 12U));
        add(0x80U | ((code_point >> 6U) & 0x3FU));
        add(0x80U | (code_point & 0x3FU));
    } else {
        add(0xF0U | (code_point >> 18U));
        add(0x80U | ((code_point >> 12U) & 0x3FU));
        add(0x80U | ((code_point >> 6U) & 0x3FU));
        add(0x80U | (code_point & 0x3FU));
    }
    return true;
}

}  // namespace sagaflow::cel
