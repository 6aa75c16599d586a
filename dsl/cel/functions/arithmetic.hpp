// + - * / % and the unary minus. Private to dsl/cel.
#pragma once

#include <string_view>

#include "dsl/cel/frame.hpp"

namespace sagaflow::cel {

enum class Arithmetic { kAdd, kSubtract, kMultiply, kDivide, kModulo };

std::string_view arithmetic_text(Arithmetic operation);
// `a` is taken over, so that a chain of + on strings and lists grows in place. Int meets double
// as double: the announced extension.
Value calculate(Frame& frame, Arithmetic operation, Value&& a, const Value& b);
Value negate(const Value& value);
// Whether the operation can ever work on two known kinds.
bool is_calculable(Arithmetic operation, Kind a, Kind b);

}  // namespace sagaflow::cel
