// The operators between two values. Private to dsl/cel.
#pragma once

namespace sagaflow::cel {

// The arithmetic ones first, in the order of Arithmetic.
enum class Operator {
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kModulo,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kEqual,
    kNotEqual,
    kIn,
};

}  // namespace sagaflow::cel
