#include "dsl/cel/functions/arithmetic.hpp"

#include <array>
#include <cmath>

#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/representation.hpp"

namespace sagaflow::cel {
namespace {

constexpr std::int64_t kNanosInSecond = 1'000'000'000;

Value by_zero(Arithmetic operation) {
    return Value::error(operation == Arithmetic::kDivide ? "divide by zero" : "modulus by zero");
}

// False when the result does not fit. Division by zero has been ruled out.
template <typename Integer>
bool calculate_integers(Arithmetic operation, Integer a, Integer b, Integer& result) {
    switch (operation) {
        case Arithmetic::kAdd:
            return !__builtin_add_overflow(a, b, &result);
        case Arithmetic::kSubtract:
            return !__builtin_sub_overflow(a, b, &result);
        case Arithmetic::kMultiply:
            return !__builtin_mul_overflow(a, b, &result);
        case Arithmetic::kDivide:
        case Arithmetic::kModulo:
            break;
    }
    if constexpr (std::is_signed_v<Integer>) {
        if (a == std::numeric_limits<Integer>::min() && b == -1) return false;
    }
    result = operation == Arithmetic::kDivide ? a / b : a % b;
    return true;
}

Value calculate_ints(Arithmetic operation, const Value& a, const Value& b) {
    const bool divides = operation == Arithmetic::kDivide || operation == Arithmetic::kModulo;
    if (divides && b.as_int() == 0) return by_zero(operation);
    std::int64_t result = 0;
    if (!calculate_integers(operation, a.as_int(), b.as_int(), result)) {
        return overflow(arithmetic_text(operation), a, b);
    }
    return Value::of_int(result);
}

Value calculate_uints(Arithmetic operation, const Value& a, const Value& b) {
    const bool divides = operation == Arithmetic::kDivide || operation == Arithmetic::kModulo;
    if (divides && b.as_uint() == 0) return by_zero(operation);
    std::uint64_t result = 0;
    if (!calculate_integers(operation, a.as_uint(), b.as_uint(), result)) {
        return overflow(arithmetic_text(operation), a, b);
    }
    return Value::of_uint(result);
}

double real_of(const Value& value) {
    return value.kind() == Kind::kInt ? static_cast<double>(value.as_int()) : value.as_double();
}

Value calculate_doubles(Arithmetic operation, const Value& a, const Value& b) {
    const double x = real_of(a);
    const double y = real_of(b);
    switch (operation) {
        case Arithmetic::kAdd:
            return Value::of_double(x + y);
        case Arithmetic::kSubtract:
            return Value::of_double(x - y);
        case Arithmetic::kMultiply:
            return Value::of_double(x * y);
        case Arithmetic::kDivide:
            // IEEE 754 defines x / 0; the sanitizer for undefined behaviour does not know.
            if (y == 0) {
                if (x == 0 || std::isnan(x)) return Value::of_double(std::nan(""));
                return Value::of_double(std::signbit(x) == std::signbit(y) ? HUGE_VAL : -HUGE_VAL);
            }
            return Value::of_double(x / y);
        case Arithmetic::kModulo:
            break;
    }
    return no_overload(arithmetic_text(operation), a, b);
}

Value add_texts(Frame& frame, Value&& a, const Value& b) {
    const std::string_view tail = b.as_string();
    if (std::string* own = ValueAccess::unique_text(a);
        own != nullptr && own->data() != tail.data()) {
        if (!frame.charge_memory(tail.size())) return frame.spent_error();
        own->append(tail);
        return std::move(a);
    }
    std::string text;
    text.reserve(a.as_string().size() + tail.size());
    text.append(a.as_string()).append(tail);
    return a.kind() == Kind::kString ? make_string(frame, std::move(text))
                                     : make_bytes(frame, std::move(text));
}

Value add_lists(Frame& frame, Value&& a, const Value& b) {
    std::vector<Value>* own = ValueAccess::unique_items(a);
    const std::size_t added = b.size() + (own == nullptr ? a.size() : 0);
    if (!frame.charge_memory(added * kValueBytes)) return frame.spent_error();
    if (own != nullptr) {
        Elements tail(b);
        Value item;
        while (tail.next(item)) own->push_back(item);
        return std::move(a);
    }
    std::vector<Value> items;
    items.reserve(a.size() + b.size());
    for (std::size_t i = 0; i < a.size(); ++i) items.push_back(a.item(i));
    for (std::size_t i = 0; i < b.size(); ++i) items.push_back(b.item(i));
    return Value::of_list(std::move(items));
}

Value shift_timestamp(const Value& timestamp, std::int64_t nanos, bool backwards) {
    std::int64_t seconds = nanos / kNanosInSecond;
    std::int64_t rest = nanos % kNanosInSecond;
    if (backwards) {
        seconds = -seconds;
        rest = -rest;
    }
    seconds += timestamp.timestamp_seconds();
    rest += timestamp.timestamp_nanos();
    if (rest < 0) {
        rest += kNanosInSecond;
        --seconds;
    } else if (rest >= kNanosInSecond) {
        rest -= kNanosInSecond;
        ++seconds;
    }
    return Value::of_timestamp(seconds, static_cast<std::int32_t>(rest));
}

Value calculate_durations(Arithmetic operation, const Value& a, const Value& b) {
    std::int64_t nanos = 0;
    const bool fits = calculate_integers(operation, a.duration_nanos(), b.duration_nanos(), nanos);
    if (!fits) return Value::error("duration out of range: it goes up to some 292 years");
    return Value::of_duration_nanos(nanos);
}

Value calculate_times(Arithmetic operation, const Value& a, const Value& b) {
    const bool subtracts = operation == Arithmetic::kSubtract;
    if (a.kind() == Kind::kTimestamp && b.kind() == Kind::kDuration) {
        return shift_timestamp(a, b.duration_nanos(), subtracts);
    }
    if (a.kind() == Kind::kDuration && b.kind() == Kind::kTimestamp) {
        return shift_timestamp(b, a.duration_nanos(), false);
    }
    if (a.kind() == Kind::kDuration) return calculate_durations(operation, a, b);
    return Value::of_duration(
        a.timestamp_seconds() - b.timestamp_seconds(), a.timestamp_nanos() - b.timestamp_nanos()
    );
}

bool is_time_sum(Arithmetic operation, Kind a, Kind b) {
    const bool a_is_time = a == Kind::kTimestamp || a == Kind::kDuration;
    const bool b_is_time = b == Kind::kTimestamp || b == Kind::kDuration;
    if (!a_is_time || !b_is_time) return false;
    if (operation == Arithmetic::kAdd) return a == Kind::kDuration || b == Kind::kDuration;
    return operation == Arithmetic::kSubtract && (a == Kind::kTimestamp || b == Kind::kDuration);
}

bool is_real_pair(Arithmetic operation, Kind a, Kind b) {
    if (operation == Arithmetic::kModulo) return false;
    const bool fits =
        (a == Kind::kDouble || a == Kind::kInt) && (b == Kind::kDouble || b == Kind::kInt);
    return fits && a != b ? true : a == Kind::kDouble && b == Kind::kDouble;
}

bool is_joinable(Kind kind) {
    return kind == Kind::kString || kind == Kind::kBytes || kind == Kind::kList;
}

}  // namespace

std::string_view arithmetic_text(Arithmetic operation) {
    static constexpr std::array<std::string_view, 5> kTexts{"+", "-", "*", "/", "%"};
    return kTexts[static_cast<std::size_t>(operation)];
}

bool is_calculable(Arithmetic operation, Kind a, Kind b) {
    if (a == b && (a == Kind::kInt || a == Kind::kUint)) return true;
    if (is_real_pair(operation, a, b) || is_time_sum(operation, a, b)) return true;
    return operation == Arithmetic::kAdd && a == b && is_joinable(a);
}

Value calculate(Frame& frame, Arithmetic operation, Value&& a, const Value& b) {
    const Kind kind = a.kind();
    if (kind == Kind::kInt && b.kind() == Kind::kInt) return calculate_ints(operation, a, b);
    if (kind == Kind::kUint && b.kind() == Kind::kUint) return calculate_uints(operation, a, b);
    if (is_real_pair(operation, kind, b.kind())) return calculate_doubles(operation, a, b);
    if (is_time_sum(operation, kind, b.kind())) return calculate_times(operation, a, b);
    if (operation != Arithmetic::kAdd || kind != b.kind() || !is_joinable(kind)) {
        return no_overload(arithmetic_text(operation), a, b);
    }
    if (kind == Kind::kList) return add_lists(frame, std::move(a), b);
    return add_texts(frame, std::move(a), b);
}

Value negate(const Value& value) {
    if (value.kind() == Kind::kDouble) return Value::of_double(-value.as_double());
    if (value.kind() != Kind::kInt) return no_overload("the unary -", value);
    if (value.as_int() == std::numeric_limits<std::int64_t>::min()) {
        return overflow("-", Value::of_int(0), value);
    }
    return Value::of_int(-value.as_int());
}

}  // namespace sagaflow::cel
