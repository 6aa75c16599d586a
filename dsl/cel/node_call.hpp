// Calls of functions, as nodes. Private to dsl/cel.
#pragma once

#include <vector>

#include "dsl/cel/functions/registry.hpp"
#include "dsl/cel/node.hpp"

namespace sagaflow::cel {

// The receiver, where there is one, is the first argument.
NodePtr make_call(const Function& function, std::vector<NodePtr> arguments);

}  // namespace sagaflow::cel
