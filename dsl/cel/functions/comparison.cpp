#include "dsl/cel/functions/comparison.hpp"

#include <array>

#include "dsl/cel/functions/numbers.hpp"
#include "dsl/cel/functions/problems.hpp"

namespace sagaflow::cel {
namespace {

bool is_number_kind(Kind kind) {
    return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble;
}

bool equal_lists(Frame& frame, const Value& a, const Value& b) {
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    for (std::size_t i = 0; i < size; ++i) {
        if (!are_equal(frame, a.item(i), b.item(i))) return false;
    }
    return true;
}

bool equal_maps(Frame& frame, const Value& a, const Value& b) {
    if (a.size() != b.size()) return false;
    Elements members(a);
    Value key;
    Value value;
    while (members.next(key, value)) {
        if (!frame.charge(1 + b.size() / 8)) return false;
        const auto other = b.find(key);
        if (!other || !are_equal(frame, value, *other)) return false;
    }
    return true;
}

std::partial_ordering order(const Value& a, const Value& b) {
    switch (a.kind()) {
        case Kind::kBool:
            return a.as_bool() <=> b.as_bool();
        case Kind::kString:
        case Kind::kBytes:
            return a.as_string().compare(b.as_string()) <=> 0;
        case Kind::kDuration:
            return a.duration_nanos() <=> b.duration_nanos();
        case Kind::kTimestamp:
            if (a.timestamp_seconds() != b.timestamp_seconds()) {
                return a.timestamp_seconds() <=> b.timestamp_seconds();
            }
            return a.timestamp_nanos() <=> b.timestamp_nanos();
        default:
            return compare_numbers(a, b);
    }
}

bool holds(Relation relation, std::partial_ordering ordering) {
    switch (relation) {
        case Relation::kLess:
            return ordering < 0;
        case Relation::kLessOrEqual:
            return ordering <= 0;
        case Relation::kGreater:
            return ordering > 0;
        case Relation::kGreaterOrEqual:
            return ordering >= 0;
    }
    return false;
}

}  // namespace

bool are_equal(Frame& frame, const Value& a, const Value& b) {
    if (!frame.charge(1)) return false;
    if (is_number_kind(a.kind())) {
        return is_number_kind(b.kind()) &&
               compare_numbers(a, b) == std::partial_ordering::equivalent;
    }
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::kNull:
            return true;
        case Kind::kList:
            return equal_lists(frame, a, b);
        case Kind::kMap:
            return equal_maps(frame, a, b);
        case Kind::kType:
            return a.as_string() == b.as_string();
        case Kind::kString:
        case Kind::kBytes:
            if (a.as_string().size() != b.as_string().size()) return false;
            return frame.charge_text(a.as_string().size()) && a.as_string() == b.as_string();
        case Kind::kBool:
        case Kind::kTimestamp:
        case Kind::kDuration:
            return order(a, b) == std::partial_ordering::equivalent;
        default:
            return false;
    }
}

bool are_ordered(Kind a, Kind b) {
    if (is_number_kind(a)) return is_number_kind(b);
    if (a != b) return false;
    return a == Kind::kBool || a == Kind::kString || a == Kind::kBytes || a == Kind::kTimestamp ||
           a == Kind::kDuration;
}

std::string_view relation_text(Relation relation) {
    static constexpr std::array<std::string_view, 4> kTexts{"<", "<=", ">", ">="};
    return kTexts[static_cast<std::size_t>(relation)];
}

Value compare(Frame& frame, Relation relation, const Value& a, const Value& b) {
    if (!are_ordered(a.kind(), b.kind())) return no_overload(relation_text(relation), a, b);
    if (a.kind() == Kind::kString || a.kind() == Kind::kBytes) {
        const std::size_t read = std::min(a.as_string().size(), b.as_string().size());
        if (!frame.charge_text(read)) return frame.spent_error();
    }
    return Value::of_bool(holds(relation, order(a, b)));
}

}  // namespace sagaflow::cel
