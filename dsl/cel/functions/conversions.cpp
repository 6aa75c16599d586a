// int(), uint(), double(), string(), bytes(), bool(), type(), dyn(). Out of range is an error,
// never a wrapped number.
#include <cmath>

#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/functions/time_text.hpp"
#include "dsl/cel/utf8.hpp"

namespace sagaflow::cel {
namespace {

constexpr double kTwoTo63 = 9'223'372'036'854'775'808.0;
constexpr double kTwoTo64 = 18'446'744'073'709'551'616.0;

Value out_of_range(std::string_view type, const std::string& what) {
    return Value::error(
        "Expected a value within the range of " + std::string(type) + ", but got " + what
    );
}

Value unreadable(std::string_view type, const Value& text) {
    return Value::error(
        "Expected text that reads as " + std::string(type) + ", but got \"" +
        shortened(text.as_string()) + "\" (type conversion error)"
    );
}

Value to_int(Frame&, Arguments arguments) {
    const Value& value = arguments[0];
    switch (value.kind()) {
        case Kind::kInt:
            return value;
        case Kind::kUint:
            if (value.as_uint() > static_cast<std::uint64_t>(INT64_MAX)) {
                return out_of_range("int", std::to_string(value.as_uint()) + "u");
            }
            return Value::of_int(static_cast<std::int64_t>(value.as_uint()));
        case Kind::kDouble: {
            // Both ends excluded: doubles near them stand for integers beyond.
            const double real = value.as_double();
            if (!(real > -kTwoTo63 && real < kTwoTo63)) {
                return out_of_range("int", double_text(real));
            }
            return Value::of_int(static_cast<std::int64_t>(real));
        }
        case Kind::kString: {
            const auto integer = read_int(value.as_string());
            return integer ? Value::of_int(*integer) : unreadable("an int", value);
        }
        case Kind::kTimestamp:
            return Value::of_int(value.timestamp_seconds());
        default:
            return no_overload("int()", value);
    }
}

Value to_uint(Frame&, Arguments arguments) {
    const Value& value = arguments[0];
    switch (value.kind()) {
        case Kind::kUint:
            return value;
        case Kind::kInt:
            if (value.as_int() < 0) return out_of_range("uint", std::to_string(value.as_int()));
            return Value::of_uint(static_cast<std::uint64_t>(value.as_int()));
        case Kind::kDouble: {
            const double real = value.as_double();
            if (!(real >= 0 && real < kTwoTo64)) return out_of_range("uint", double_text(real));
            return Value::of_uint(static_cast<std::uint64_t>(real));
        }
        case Kind::kString: {
            const auto natural = read_uint(value.as_string());
            return natural ? Value::of_uint(*natural) : unreadable("an uint", value);
        }
        default:
            return no_overload("uint()", value);
    }
}

Value to_double(Frame&, Arguments arguments) {
    const Value& value = arguments[0];
    switch (value.kind()) {
        case Kind::kDouble:
            return value;
        case Kind::kInt:
            return Value::of_double(static_cast<double>(value.as_int()));
        case Kind::kUint:
            return Value::of_double(static_cast<double>(value.as_uint()));
        case Kind::kString: {
            const auto real = read_double(value.as_string());
            return real ? Value::of_double(*real) : unreadable("a double", value);
        }
        default:
            return no_overload("double()", value);
    }
}

Value to_string(Frame& frame, Arguments arguments) {
    const Value& value = arguments[0];
    switch (value.kind()) {
        case Kind::kString:
            return value;
        case Kind::kBool:
            return Value::of_string(value.as_bool() ? "true" : "false");
        case Kind::kInt:
            return Value::of_string(std::to_string(value.as_int()));
        case Kind::kUint:
            return Value::of_string(std::to_string(value.as_uint()));
        case Kind::kDouble:
            return Value::of_string(double_text(value.as_double()));
        case Kind::kTimestamp:
            return Value::of_string(timestamp_text(value));
        case Kind::kDuration:
            return Value::of_string(duration_text(value));
        case Kind::kBytes:
            if (!frame.charge_text(value.as_string().size())) return frame.spent_error();
            if (!is_utf8(value.as_string())) {
                return Value::error(
                    "Expected bytes that are UTF-8, but they are not (invalid UTF-8)"
                );
            }
            return make_string(frame, std::string(value.as_string()));
        default:
            return no_overload("string()", value);
    }
}

Value to_bytes(Frame& frame, Arguments arguments) {
    const Value& value = arguments[0];
    if (value.kind() == Kind::kBytes) return value;
    if (value.kind() != Kind::kString) return no_overload("bytes()", value);
    return make_bytes(frame, std::string(value.as_string()));
}

Value to_bool(Frame&, Arguments arguments) {
    const Value& value = arguments[0];
    if (value.kind() == Kind::kBool) return value;
    if (value.kind() != Kind::kString) return no_overload("bool()", value);
    const std::string_view text = value.as_string();
    for (const std::string_view yes : {"true", "True", "TRUE", "t", "T", "1"}) {
        if (text == yes) return Value::of_bool(true);
    }
    for (const std::string_view no : {"false", "False", "FALSE", "f", "F", "0"}) {
        if (text == no) return Value::of_bool(false);
    }
    return unreadable("a bool", value);
}

Value to_timestamp(Frame&, Arguments arguments) {
    const Value& value = arguments[0];
    switch (value.kind()) {
        case Kind::kTimestamp:
            return value;
        case Kind::kInt:
            return Value::of_timestamp(value.as_int(), 0);
        case Kind::kString:
            return read_timestamp(value.as_string());
        default:
            return no_overload("timestamp()", value);
    }
}

Value to_duration(Frame&, Arguments arguments) {
    const Value& value = arguments[0];
    if (value.kind() == Kind::kDuration) return value;
    if (value.kind() != Kind::kString) return no_overload("duration()", value);
    return read_duration(value.as_string());
}

Value type_of(Frame&, Arguments arguments) {
    return Value::of_type(std::string(type_name(arguments[0].kind())));
}

Value as_dyn(Frame&, Arguments arguments) { return arguments[0]; }

}  // namespace

void register_conversions(Registry& registry) {
    registry.add({"int", Style::kGlobal, 1, 1, to_int, Kind::kInt});
    registry.add({"uint", Style::kGlobal, 1, 1, to_uint, Kind::kUint});
    registry.add({"double", Style::kGlobal, 1, 1, to_double, Kind::kDouble});
    registry.add({"string", Style::kGlobal, 1, 1, to_string, Kind::kString});
    registry.add({"bytes", Style::kGlobal, 1, 1, to_bytes, Kind::kBytes});
    registry.add({"bool", Style::kGlobal, 1, 1, to_bool, Kind::kBool});
    registry.add({"timestamp", Style::kGlobal, 1, 1, to_timestamp, Kind::kTimestamp});
    registry.add({"duration", Style::kGlobal, 1, 1, to_duration, Kind::kDuration});
    registry.add({"type", Style::kGlobal, 1, 1, type_of, Kind::kType});
    registry.add({"dyn", Style::kGlobal, 1, 1, as_dyn, std::nullopt});
}

}  // namespace sagaflow::cel
