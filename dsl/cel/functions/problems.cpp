#include "dsl/cel/functions/problems.hpp"

namespace sagaflow::cel {

std::string kind_phrase(Kind kind) {
    switch (kind) {
        case Kind::kNull:
            return "null";
        case Kind::kInt:
            return "an int";
        case Kind::kBytes:
            return "bytes";
        case Kind::kTimestamp:
            return "a timestamp";
        case Kind::kDuration:
            return "a duration";
        case Kind::kError:
            return "an error";
        default:
            return "a " + std::string(type_name(kind));
    }
}

Value wants_bool(std::string_view operation, const Value& got) {
    return Value::error(
        "Expected a bool for " + std::string(operation) + ", but got " + kind_phrase(got.kind()) +
        " (no such overload)"
    );
}

Value no_overload(std::string_view operation, const Value& a, const Value& b) {
    return Value::error(
        "Expected operands that " + std::string(operation) + " works on, but got " +
        kind_phrase(a.kind()) + " and " + kind_phrase(b.kind()) + " (no such overload)"
    );
}

Value no_overload(std::string_view function, const Value& got) {
    return Value::error(
        "Expected a value that " + std::string(function) + " works on, but got " +
        kind_phrase(got.kind()) + " (no such overload)"
    );
}

namespace {
std::string number_text(const Value& number) {
    return number.kind() == Kind::kInt ? std::to_string(number.as_int())
                                       : std::to_string(number.as_uint());
}
}  // namespace

Value overflow(std::string_view operation, const Value& a, const Value& b) {
    return Value::error(
        "Expected a result of 64 bits, but " + number_text(a) + " " + std::string(operation) + " " +
        number_text(b) + " overflows"
    );
}

}  // namespace sagaflow::cel
