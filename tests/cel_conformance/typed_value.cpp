// Values in the typed form of the conformance files.
#include <cmath>

#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/time_text.hpp"
#include "tests/cel_conformance/conformance_case.hpp"

namespace sagaflow::cel::conformance {
namespace {

constexpr std::size_t kShownBytes = 200;

Error unreadable(const Json& typed) {
    return {
        ErrorCode::kInvalidArgument,
        "Expected a typed value such as {\"int\": \"1\"}, but got " +
            to_text(typed).substr(0, kShownBytes)};
}

std::optional<std::string> decode_base64(std::string_view text) {
    static constexpr std::string_view kSymbols =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const std::size_t digit = kSymbols.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
    return bytes;
}

Result<Value> read_list(const Json& items) {
    std::vector<Value> values;
    for (const Json& item : items) {
        auto value = read_value(item);
        if (!value.ok()) return value;
        values.push_back(*value);
    }
    return Value::of_list(std::move(values));
}

Result<Value> read_map(const Json& items) {
    std::vector<std::pair<Value, Value>> entries;
    for (const Json& item : items) {
        if (!item.is_array() || item.size() != 2) return unreadable(items);
        auto key = read_value(item[0]);
        if (!key.ok()) return key;
        auto value = read_value(item[1]);
        if (!value.ok()) return value;
        entries.emplace_back(*key, *value);
    }
    return Value::of_map(std::move(entries));
}

Result<Value> read_text(const std::string& kind, const std::string& text, const Json& typed) {
    if (kind == "string") return Value::of_string(text);
    if (kind == "type") return Value::of_type(text);
    Value value = Value::error("unknown kind");
    if (kind == "int") {
        if (const auto integer = read_int(text)) value = Value::of_int(*integer);
    } else if (kind == "uint") {
        if (const auto natural = read_uint(text)) value = Value::of_uint(*natural);
    } else if (kind == "double") {
        if (const auto real = read_double(text)) value = Value::of_double(*real);
    } else if (kind == "bytes_b64" || kind == "bytes") {
        if (auto bytes = decode_base64(text)) value = Value::of_bytes(std::move(*bytes));
    } else if (kind == "timestamp") {
        value = read_timestamp(text);
    } else if (kind == "duration") {
        value = read_duration(text);
    }
    if (value.is_error()) return unreadable(typed);
    return value;
}

bool same_lists(const Value& a, const Value& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!is_same(a.item(i), b.item(i))) return false;
    }
    return true;
}

bool same_maps(const Value& a, const Value& b) {
    if (a.size() != b.size()) return false;
    Elements members(a);
    Value key;
    Value value;
    while (members.next(key, value)) {
        bool found = false;
        Elements others(b);
        Value other_key;
        Value other;
        while (!found && others.next(other_key, other)) {
            found = is_same(key, other_key) && is_same(value, other);
        }
        if (!found) return false;
    }
    return true;
}

std::string quoted(std::string_view text) { return to_text(Json(text)); }

}  // namespace

Result<Value> read_value(const Json& typed) {
    if (!typed.is_object() || typed.size() != 1) return unreadable(typed);
    const std::string& kind = typed.begin().key();
    const Json& content = typed.begin().value();
    if (kind == "null") return Value::null();
    if (kind == "bool" && content.is_boolean()) return Value::of_bool(content.get<bool>());
    if (kind == "list" && content.is_array()) return read_list(content);
    if (kind == "map" && content.is_array()) return read_map(content);
    if (content.is_number()) return read_text(kind, content.dump(), typed);
    if (!content.is_string()) return unreadable(typed);
    return read_text(kind, content.get<std::string>(), typed);
}

bool is_same(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::kNull:
            return true;
        case Kind::kBool:
            return a.as_bool() == b.as_bool();
        case Kind::kInt:
            return a.as_int() == b.as_int();
        case Kind::kUint:
            return a.as_uint() == b.as_uint();
        case Kind::kDouble:
            if (std::isnan(a.as_double())) return std::isnan(b.as_double());
            return a.as_double() == b.as_double() &&
                   std::signbit(a.as_double()) == std::signbit(b.as_double());
        case Kind::kString:
        case Kind::kBytes:
        case Kind::kType:
            return a.as_string() == b.as_string();
        case Kind::kTimestamp:
            return a.timestamp_seconds() == b.timestamp_seconds() &&
                   a.timestamp_nanos() == b.timestamp_nanos();
        case Kind::kDuration:
            return a.duration_nanos() == b.duration_nanos();
        case Kind::kList:
            return same_lists(a, b);
        case Kind::kMap:
            return same_maps(a, b);
        case Kind::kError:
            break;
    }
    return true;
}

std::string describe(const Value& value) {
    switch (value.kind()) {
        case Kind::kNull:
            return "null";
        case Kind::kBool:
            return value.as_bool() ? "true" : "false";
        case Kind::kInt:
            return "int " + std::to_string(value.as_int());
        case Kind::kUint:
            return "uint " + std::to_string(value.as_uint());
        case Kind::kDouble:
            return "double " + double_text(value.as_double());
        case Kind::kString:
            return "string " + quoted(value.as_string());
        case Kind::kBytes:
            return "bytes " + quoted(value.as_string());
        case Kind::kTimestamp:
            return "timestamp " + timestamp_text(value);
        case Kind::kDuration:
            return "duration " + duration_text(value);
        case Kind::kType:
            return "type " + std::string(value.as_string());
        case Kind::kError:
            return "error: " + value.error_message();
        default:
            break;
    }
    std::string text = value.kind() == Kind::kList ? "list [" : "map {";
    Elements elements(value);
    Value key;
    Value element;
    for (bool first = true; elements.next(key, element); first = false) {
        if (!first) text += ", ";
        if (value.kind() == Kind::kMap) text += describe(key) + ": ";
        text += describe(element);
    }
    return text + (value.kind() == Kind::kList ? "]" : "}");
}

}  // namespace sagaflow::cel::conformance
