// The macros as nodes. Private to dsl/cel.
#pragma once

#include <vector>

#include "dsl/cel/macro.hpp"
#include "dsl/cel/node.hpp"

namespace sagaflow::cel {

struct MacroParts {
    NodePtr range;
    NodePtr condition;  // may be null
    NodePtr body;
    std::size_t first_local = 0;  // where the variables live in the frame
    std::size_t variable_count = 1;
};

NodePtr make_macro(MacroKind kind, MacroParts parts);

}  // namespace sagaflow::cel
