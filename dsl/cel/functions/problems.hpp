// The wording of what goes wrong while an expression runs. Private to dsl/cel.
#pragma once

#include <string>
#include <string_view>

#include "dsl/cel/value.hpp"

namespace sagaflow::cel {

// "an int", "a string": for messages. Null is "null".
std::string kind_phrase(Kind kind);
Value wants_bool(std::string_view operation, const Value& got);
Value no_overload(std::string_view operation, const Value& a, const Value& b);
Value no_overload(std::string_view function, const Value& got);
Value overflow(std::string_view operation, const Value& a, const Value& b);

}  // namespace sagaflow::cel
