// "…".format(list): %s %d %f %e %b %x %X %o %%, with a precision for %f and %e.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/functions/time_text.hpp"
#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

constexpr int kPrecisionMax = 100;
constexpr int kPrecisionDefault = 6;

std::string digits_of(std::uint64_t value, unsigned base, bool is_upper) {
    const std::string_view symbols = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
    std::string text;
    do {
        text += symbols[value % base];
        value /= base;
    } while (value != 0);
    std::reverse(text.begin(), text.end());
    return text;
}

std::string hex_of(std::string_view bytes, bool is_upper) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 16) text += '0';
        text += digits_of(byte, 16, is_upper);
    }
    return text;
}

class Formatter {
public:
    Formatter(Frame& frame, std::string_view pattern, const Value& arguments)
        : frame_(frame), rest_(pattern), arguments_(arguments) {}

    Value run() {
        while (!rest_.empty() && !problem_.is_error()) {
            const std::size_t mark = std::min(rest_.find('%'), rest_.size());
            append(rest_.substr(0, mark));
            rest_.remove_prefix(mark);
            if (!rest_.empty()) clause();
        }
        return problem_.is_error() ? problem_ : Value::of_string(std::move(text_));
    }

private:
    void append(std::string_view part) {
        if (!frame_.charge(1) || !frame_.charge_memory(part.size())) {
            problem_ = frame_.spent_error();
        } else {
            text_ += part;
        }
    }

    void fail(std::string message) { problem_ = Value::error(std::move(message)); }

    char take() {
        if (rest_.empty()) return '\0';
        const char c = rest_[0];
        rest_.remove_prefix(1);
        return c;
    }

    bool precision(int& digits) {
        if (rest_.empty() || rest_[0] != '.') return true;
        take();
        digits = 0;
        bool any = false;
        while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
            digits = std::min(digits * 10 + (take() - '0'), kPrecisionMax + 1);
            any = true;
        }
        if (any && digits <= kPrecisionMax) return true;
        fail("Expected a precision from 0 to 100 behind %. in format()");
        return false;
    }

    void clause() {
        take();
        int digits = kPrecisionDefault;
        if (!rest_.empty() && rest_[0] == '%') {
            take();
            return append("%");
        }
        if (!precision(digits)) return;
        const std::string_view from_verb = rest_;
        const char verb = take();
        if (std::string_view("sdfebxXo").find(verb) == std::string_view::npos || verb == '\0') {
            return fail(
                "Expected one of %s %d %f %e %b %x %X %o %% in format(), but got %" +
                std::string(from_verb.substr(0, byte_offset(from_verb, 1)))
            );
        }
        if (next_ >= arguments_.size()) {
            return fail(
                "Expected as many values as format() names, but there are only " +
                std::to_string(arguments_.size()) + " (index out of range)"
            );
        }
        write(verb, digits, arguments_.item(next_++));
    }

    void write(char verb, int digits, const Value& value) {
        switch (verb) {
            case 's':
                return plain(value);
            case 'd':
                return whole(value);
            case 'f':
            case 'e':
                return real(value, verb, digits);
            case 'b':
                if (value.kind() == Kind::kBool) return append(value.as_bool() ? "1" : "0");
                return based(value, 2, verb);
            case 'o':
                return based(value, 8, verb);
            default:
                break;
        }
        if (value.kind() == Kind::kString || value.kind() == Kind::kBytes) {
            // Twice the bytes: paid first, like all that grows.
            if (!frame_.charge_memory(value.as_string().size())) {
                problem_ = frame_.spent_error();
                return;
            }
            return append(hex_of(value.as_string(), verb == 'X'));
        }
        based(value, 16, verb);
    }

    void misfit(char verb, const Value& value) {
        fail(
            std::string("Expected a value that %") + verb + " can write, but got " +
            kind_phrase(value.kind()) + " (no such overload)"
        );
    }

    void whole(const Value& value) {
        const bool is_special = value.kind() == Kind::kDouble && !std::isfinite(value.as_double());
        if (is_special) return append(double_text(value.as_double()));
        based(value, 10, 'd');
    }

    void based(const Value& value, unsigned base, char verb) {
        if (value.kind() == Kind::kUint)
            return append(digits_of(value.as_uint(), base, verb == 'X'));
        if (value.kind() != Kind::kInt) return misfit(verb, value);
        const bool is_negative = value.as_int() < 0;
        const auto bits = static_cast<std::uint64_t>(value.as_int());
        if (is_negative) append("-");
        append(digits_of(is_negative ? 0 - bits : bits, base, verb == 'X'));
    }

    void real(const Value& value, char verb, int digits) {
        double number = 0;
        switch (value.kind()) {
            case Kind::kInt:
                number = static_cast<double>(value.as_int());
                break;
            case Kind::kUint:
                number = static_cast<double>(value.as_uint());
                break;
            case Kind::kDouble:
                number = value.as_double();
                break;
            default:
                return misfit(verb, value);
        }
        if (!std::isfinite(number)) return append(double_text(number));
        std::array<char, 512> buffer{};  // 309 digits in front of the point, 100 behind it
        const int length =
            verb == 'f' ? std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, number)
                        : std::snprintf(buffer.data(), buffer.size(), "%.*e", digits, number);
        append(std::string_view(buffer.data(), static_cast<std::size_t>(length)));
    }

    void plain(const Value& value) {
        if (problem_.is_error()) return;
        switch (value.kind()) {
            case Kind::kString:
            case Kind::kType:
                return append(value.as_string());
            case Kind::kBytes:
                if (!is_utf8(value.as_string()))
                    return fail("Expected bytes that are UTF-8 for %s");
                return append(value.as_string());
            case Kind::kNull:
                return append("null");
            case Kind::kBool:
                return append(value.as_bool() ? "true" : "false");
            case Kind::kInt:
            case Kind::kUint:
                return based(value, 10, 's');
            case Kind::kDouble:
                return append(double_text(value.as_double()));
            case Kind::kTimestamp:
                return append(timestamp_text(value));
            case Kind::kDuration:
                return append(duration_text(value));
            case Kind::kList:
                return list(value);
            case Kind::kMap:
                return map(value);
            case Kind::kError:
                return misfit('s', value);
        }
    }

    void list(const Value& value) {
        append("[");
        for (std::size_t i = 0; i < value.size() && !problem_.is_error(); ++i) {
            if (i > 0) append(", ");
            plain(value.item(i));
        }
        append("]");
    }

    // Sorted by the text of the keys, so that equal maps give equal text.
    void map(const Value& value) {
        std::vector<std::pair<std::string, std::string>> lines;
        std::string before = std::move(text_);
        Elements members(value);
        Value key;
        Value member;
        while (!problem_.is_error() && members.next(key, member)) {
            text_.clear();
            plain(key);
            std::string name = std::move(text_);
            text_.clear();
            plain(member);
            lines.emplace_back(std::move(name), std::move(text_));
        }
        std::sort(lines.begin(), lines.end());
        text_ = std::move(before);
        append("{");
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (i > 0) append(", ");
            append(lines[i].first + ": " + lines[i].second);
        }
        append("}");
    }

    Frame& frame_;
    std::string_view rest_;
    const Value& arguments_;
    std::size_t next_ = 0;
    std::string text_;
    Value problem_;
};

Value format(Frame& frame, Arguments arguments) {
    if (arguments[0].kind() != Kind::kString || arguments[1].kind() != Kind::kList) {
        return no_overload("format()", arguments[0], arguments[1]);
    }
    return Formatter(frame, arguments[0].as_string(), arguments[1]).run();
}

}  // namespace

void register_format(Registry& registry) {
    registry.add({"format", Style::kReceiver, 2, 2, format, Kind::kString});
}

}  // namespace sagaflow::cel
