// Computes what is constant once, when the expression is compiled. Private to dsl/cel.
#pragma once

#include <vector>

#include "dsl/cel/node.hpp"

namespace sagaflow::cel {

bool are_constant(const std::vector<NodePtr>& nodes);

// The node, or a literal of its value when `foldable` and when it gives one; an error stays to be
// met while the expression runs, where && and || may absorb it.
NodePtr fold(NodePtr node, bool foldable);

}  // namespace sagaflow::cel
