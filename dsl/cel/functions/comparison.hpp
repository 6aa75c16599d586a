// Equality and order. Private to dsl/cel.
#pragma once

#include "dsl/cel/frame.hpp"

namespace sagaflow::cel {

// Values of different kinds are unequal, never an error; numbers meet across their kinds. False
// when the frame's budget runs out on the way: ask frame.is_spent().
bool are_equal(Frame& frame, const Value& a, const Value& b);

enum class Relation { kLess, kLessOrEqual, kGreater, kGreaterOrEqual };
std::string_view relation_text(Relation relation);
Value compare(Frame& frame, Relation relation, const Value& a, const Value& b);
// Whether two known kinds have an order between them.
bool are_ordered(Kind a, Kind b);

}  // namespace sagaflow::cel
