// Which paths an expression reads. Private to dsl/cel.
#pragma once

#include <vector>

#include "dsl/cel/ast.hpp"
#include "dsl/cel/names.hpp"

namespace sagaflow::cel {

std::vector<Reference> collect_references(const Ast& root, Names names);

}  // namespace sagaflow::cel
