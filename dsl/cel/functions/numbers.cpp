#include "dsl/cel/functions/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace sagaflow::cel {
namespace {

double as_real(const Value& number) {
    if (number.kind() == Kind::kInt) return static_cast<double>(number.as_int());
    if (number.kind() == Kind::kUint) return static_cast<double>(number.as_uint());
    return number.as_double();
}

std::partial_ordering compare_int_uint(std::int64_t a, std::uint64_t b) {
    if (a < 0) return std::partial_ordering::less;
    return static_cast<std::uint64_t>(a) <=> b;
}

// Lays out decimal digits with the decimal point after `point` of them.
std::string fixed_text(std::string_view digits, int point) {
    std::string text;
    if (point <= 0) {
        text = "0.";
        text.append(static_cast<std::size_t>(-point), '0');
        text += digits;
        return text;
    }
    const auto whole = static_cast<std::size_t>(point);
    if (whole >= digits.size()) {
        text = digits;
        text.append(whole - digits.size(), '0');
        return text;
    }
    text = digits.substr(0, whole);
    text += '.';
    text += digits.substr(whole);
    return text;
}

// Whether a number that no double can hold is too close to zero, rather than too far from it: its
// first digit that counts stands behind the point, once the exponent has moved it.
bool is_tiny(std::string_view text) {
    const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
    std::int64_t exponent = 0;
    if (mark < text.size()) {
        std::string_view digits = text.substr(mark + 1);
        const bool negative = digits.starts_with('-');
        if (negative || digits.starts_with('+')) digits.remove_prefix(1);
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        // Far beyond what any number of digits could make up for.
        constexpr std::int64_t kFar = 1'000'000'000'000;
        if (end.ec == std::errc::result_out_of_range || exponent > kFar) return negative;
        if (negative) exponent = -exponent;
    }
    const std::string_view mantissa = text.substr(0, mark);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::size_t first = mantissa.find_first_not_of("0.");
    if (first == std::string_view::npos) return true;
    return exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) <= 0;
}

std::optional<double> read_named(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (lower == "nan") return std::nan("");
    if (lower == "inf" || lower == "infinity") return HUGE_VAL;
    return std::nullopt;
}

}  // namespace

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
    if (a.kind() == Kind::kDouble || b.kind() == Kind::kDouble) return as_real(a) <=> as_real(b);
    if (a.kind() == Kind::kInt) {
        if (b.kind() == Kind::kInt) return a.as_int() <=> b.as_int();
        return compare_int_uint(a.as_int(), b.as_uint());
    }
    if (b.kind() == Kind::kUint) return a.as_uint() <=> b.as_uint();
    return 0 <=> compare_int_uint(b.as_int(), a.as_uint());
}

std::optional<std::size_t> to_index(const Value& number) {
    if (number.kind() == Kind::kInt && number.as_int() >= 0) {
        return static_cast<std::size_t>(number.as_int());
    }
    if (number.kind() == Kind::kUint) return number.as_uint();
    if (number.kind() != Kind::kDouble) return std::nullopt;
    const double real = number.as_double();
    if (!(real >= 0) || real > 9e15 || std::floor(real) != real) return std::nullopt;
    return static_cast<std::size_t>(real);
}

std::string double_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific
    );
    std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    const std::size_t mark = text.find('e');
    int exponent = std::atoi(text.data() + mark + 1);
    // People read 1500000 more easily than 1.5e+06; beyond 21 digits the exponent is kinder.
    if (exponent < -4 || exponent >= 21) return std::string(text);
    std::string digits;
    std::string sign;
    for (const char c : text.substr(0, mark)) {
        if (c == '-') sign = "-";
        if (c >= '0' && c <= '9') digits += c;
    }
    return sign + fixed_text(digits, exponent + 1);
}

std::optional<double> read_double(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    double value = 0;
    if (const auto named = read_named(text)) {
        value = *named;
    } else {
        // from_chars would read a second sign.
        if (text.empty() || text[0] == '-' || text[0] == '+') return std::nullopt;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        if (end.ptr != text.data() + text.size()) return std::nullopt;
        if (end.ec == std::errc::result_out_of_range) {
            if (!is_tiny(text)) return std::nullopt;
            value = 0;
        } else if (end.ec != std::errc()) {
            return std::nullopt;
        }
    }
    return negative ? -value : value;
}

std::optional<std::int64_t> read_int(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> read_uint(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace sagaflow::cel
