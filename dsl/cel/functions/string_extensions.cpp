// The common extension functions for strings. Positions count code points.
#include <limits>

#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/functions/text_search.hpp"
#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

constexpr std::int64_t kNoLimit = -1;

// Checks that the arguments are a string and then the kinds of `pattern`: s for string, i for int.
// Missing optional arguments are fine. Pays for reading the first.
bool fits(
    Frame& frame,
    Arguments arguments,
    std::string_view pattern,
    std::string_view name,
    Value& problem
) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Kind wanted = pattern[i] == 's' ? Kind::kString : Kind::kInt;
        if (arguments[i].kind() == wanted) continue;
        problem = no_overload(std::string(name) + "()", arguments[i]);
        return false;
    }
    if (frame.charge_text(arguments[0].as_string().size())) return true;
    problem = frame.spent_error();
    return false;
}

Value bad_position(std::string_view function, std::int64_t position, std::size_t size) {
    return Value::error(
        "Expected a position from 0 to " + std::to_string(size) + " for " + std::string(function) +
        "(), but got " + std::to_string(position) + " (index out of range)"
    );
}

bool is_outside(std::int64_t position, std::size_t size) {
    return position < 0 || static_cast<std::uint64_t>(position) > size;
}

Value char_at(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "si", "charAt", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    const std::int64_t position = arguments[1].as_int();
    const std::size_t size = count_code_points(text);
    if (is_outside(position, size)) return bad_position("charAt", position, size);
    const std::size_t start = byte_offset(text, static_cast<std::size_t>(position));
    const std::size_t length = byte_offset(text.substr(start), 1);
    return make_string(frame, std::string(text.substr(start, length)));
}

Value position_value(std::string_view text, std::size_t offset) {
    if (offset == std::string_view::npos) return Value::of_int(-1);
    return Value::of_int(static_cast<std::int64_t>(count_code_points(text.substr(0, offset))));
}

Value index_of(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "ssi", "indexOf", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    const std::string_view part = arguments[1].as_string();
    const std::int64_t from = arguments.size() > 2 ? arguments[2].as_int() : 0;
    const std::size_t size = count_code_points(text);
    if (from < 0) return bad_position("indexOf", from, size);
    if (static_cast<std::uint64_t>(from) > size) return Value::of_int(-1);
    return position_value(
        text, find_text(text, part, byte_offset(text, static_cast<std::size_t>(from)))
    );
}

Value last_index_of(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "ssi", "lastIndexOf", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    const std::string_view part = arguments[1].as_string();
    if (arguments.size() < 3) return position_value(text, find_last_text(text, part));
    const std::int64_t from = arguments[2].as_int();
    const std::size_t size = count_code_points(text);
    if (from < 0) return bad_position("lastIndexOf", from, size);
    if (static_cast<std::uint64_t>(from) > size) return Value::of_int(-1);
    return position_value(
        text, find_last_text(text, part, byte_offset(text, static_cast<std::size_t>(from)))
    );
}

template <char kFirst, char kLast, int kShift>
Value shift_ascii(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "s", kShift > 0 ? "lowerAscii" : "upperAscii", problem)) {
        return problem;
    }
    std::string text(arguments[0].as_string());
    for (char& c : text) {
        if (c >= kFirst && c <= kLast) c = static_cast<char>(c + kShift);
    }
    return make_string(frame, std::move(text));
}

// Behind every code point of `text`, and in front of the first.
std::string interleave(std::string_view text, std::string_view between, std::int64_t limit) {
    std::string result;
    std::size_t at = 0;
    for (; limit != 0; limit -= limit > 0 ? 1 : 0) {
        result += between;
        if (at == text.size()) return result;
        const std::size_t start = at;
        read_code_point(text, at);
        result += text.substr(start, at - start);
    }
    return result.append(text.substr(at));
}

std::size_t occurrences(std::string_view text, std::string_view part) {
    if (part.empty()) return text.size() + 1;
    std::size_t count = 0;
    for (std::size_t at = find_text(text, part); at != std::string_view::npos;
         at = find_text(text, part, at + part.size())) {
        ++count;
    }
    return count;
}

Value replace(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "sssi", "replace", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    const std::string_view part = arguments[1].as_string();
    const std::string_view by = arguments[2].as_string();
    std::int64_t limit = arguments.size() > 3 ? arguments[3].as_int() : kNoLimit;
    if (limit == 0) return arguments[0];
    // Paid before it is built: a short part and a long replacement multiply.
    if (!frame.charge_memory(text.size() + occurrences(text, part) * by.size())) {
        return frame.spent_error();
    }
    if (part.empty()) return Value::of_string(interleave(text, by, limit));
    std::string result;
    std::size_t at = 0;
    for (; limit != 0; limit -= limit > 0 ? 1 : 0) {
        const std::size_t found = find_text(text, part, at);
        if (found == std::string_view::npos) break;
        result.append(text.substr(at, found - at)).append(by);
        at = found + part.size();
    }
    return Value::of_string(std::move(result.append(text.substr(at))));
}

Value split(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "ssi", "split", problem)) return problem;
    std::string_view rest = arguments[0].as_string();
    const std::string_view separator = arguments[1].as_string();
    std::int64_t limit = arguments.size() > 2 ? arguments[2].as_int() : kNoLimit;
    if (limit == 0) return Value::of_list({});
    std::vector<Value> parts;
    const auto add = [&](std::string_view part) {
        parts.push_back(Value::of_string(std::string(part)));
        return frame.charge_memory(part.size() + 2 * kValueBytes);
    };
    while (limit < 0 || limit-- > 1) {
        std::size_t found = find_text(rest, separator);
        if (separator.empty()) found = rest.empty() ? std::string_view::npos : byte_offset(rest, 1);
        const bool is_last =
            found == std::string_view::npos || (separator.empty() && found == rest.size());
        if (is_last) break;
        if (!add(rest.substr(0, found))) return frame.spent_error();
        rest.remove_prefix(found + separator.size());
    }
    const bool is_nothing = separator.empty() && rest.empty();
    if (!is_nothing && !add(rest)) return frame.spent_error();
    return Value::of_list(std::move(parts));
}

Value substring(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "sii", "substring", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    const std::size_t size = count_code_points(text);
    const std::int64_t start = arguments[1].as_int();
    const std::int64_t end =
        arguments.size() > 2 ? arguments[2].as_int() : static_cast<std::int64_t>(size);
    if (is_outside(start, size)) return bad_position("substring", start, size);
    if (is_outside(end, size)) return bad_position("substring", end, size);
    if (start > end) {
        return Value::error(
            "Expected substring() to end behind its start, but got " + std::to_string(start) +
            " and " + std::to_string(end) + " (invalid substring range)"
        );
    }
    const std::size_t first = byte_offset(text, static_cast<std::size_t>(start));
    const std::size_t length =
        byte_offset(text.substr(first), static_cast<std::size_t>(end - start));
    return make_string(frame, std::string(text.substr(first, length)));
}

bool is_white_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

Value trim(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "s", "trim", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    std::size_t first = std::string_view::npos;
    std::size_t last = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (is_white_space(read_code_point(text, at))) continue;
        if (first == std::string_view::npos) first = start;
        last = at;
    }
    if (first == std::string_view::npos) return Value::of_string({});
    return make_string(frame, std::string(text.substr(first, last - first)));
}

Value reverse(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "s", "reverse", problem)) return problem;
    const std::string_view text = arguments[0].as_string();
    std::string result(text.size(), '\0');
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        read_code_point(text, at);
        text.copy(result.data() + (text.size() - at), at - start, start);
    }
    return make_string(frame, std::move(result));
}

Value join(Frame& frame, Arguments arguments) {
    const Value& list = arguments[0];
    if (list.kind() != Kind::kList) return no_overload("join()", list);
    std::string_view separator;
    if (arguments.size() > 1) {
        if (arguments[1].kind() != Kind::kString) return no_overload("join()", arguments[1]);
        separator = arguments[1].as_string();
    }
    std::string text;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Value item = list.item(i);
        if (item.kind() != Kind::kString) return no_overload("join()", list, item);
        const std::string_view between = i == 0 ? std::string_view{} : separator;
        const bool is_paid =
            frame.charge(1) && frame.charge_memory(between.size() + item.as_string().size());
        if (!is_paid) return frame.spent_error();
        text.append(between).append(item.as_string());
    }
    return Value::of_string(std::move(text));
}

Value quote(Frame& frame, Arguments arguments) {
    Value problem;
    if (!fits(frame, arguments, "s", "strings.quote", problem)) return problem;
    static constexpr std::string_view kEscaped = "\a\b\f\n\r\t\v\\\"";
    static constexpr std::string_view kLetters = "abfnrtv\\\"";
    std::string text = "\"";
    for (const char c : arguments[0].as_string()) {
        const std::size_t found = kEscaped.find(c);
        if (found == std::string_view::npos) {
            text += c;
        } else {
            text += '\\';
            text += kLetters[found];
        }
    }
    return make_string(frame, text + "\"");
}

}  // namespace

void register_string_extensions(Registry& registry) {
    constexpr auto kReceiver = Style::kReceiver;
    registry.add({"charAt", kReceiver, 2, 2, char_at, Kind::kString});
    registry.add({"indexOf", kReceiver, 2, 3, index_of, Kind::kInt});
    registry.add({"lastIndexOf", kReceiver, 2, 3, last_index_of, Kind::kInt});
    registry.add({"lowerAscii", kReceiver, 1, 1, shift_ascii<'A', 'Z', 32>, Kind::kString});
    registry.add({"upperAscii", kReceiver, 1, 1, shift_ascii<'a', 'z', -32>, Kind::kString});
    registry.add({"replace", kReceiver, 3, 4, replace, Kind::kString});
    registry.add({"split", kReceiver, 2, 3, split, Kind::kList});
    registry.add({"substring", kReceiver, 2, 3, substring, Kind::kString});
    registry.add({"trim", kReceiver, 1, 1, trim, Kind::kString});
    registry.add({"reverse", kReceiver, 1, 1, reverse, Kind::kString});
    registry.add({"join", kReceiver, 1, 2, join, Kind::kString});
    registry.add({"strings.quote", Style::kGlobal, 1, 1, quote, Kind::kString});
}

}  // namespace sagaflow::cel
