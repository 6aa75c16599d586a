// The operators between two values, as nodes. Private to dsl/cel.
#pragma once

#include <string>
#include <vector>

#include "dsl/cel/functions/arithmetic.hpp"
#include "dsl/cel/functions/comparison.hpp"
#include "dsl/cel/node.hpp"
#include "dsl/cel/operator.hpp"

namespace sagaflow::cel {

static_assert(static_cast<int>(Operator::kModulo) == static_cast<int>(Arithmetic::kModulo));

Relation relation_of(Operator operation);
Value apply_relation(Frame& frame, Operator operation, const Value& a, const Value& b);

// Why the operator can never work on two known kinds; empty when it may.
std::string operator_problem(Operator operation, std::optional<Kind> a, std::optional<Kind> b);
// The kind of the first `operator_count` steps of a chain.
std::optional<Kind> chain_kind(
    const std::vector<Operator>& operators,
    const std::vector<NodePtr>& operands,
    std::size_t operator_count
);

// operands[0] operators[0] operands[1] …, from left to right.
NodePtr make_chain(std::vector<Operator> operators, std::vector<NodePtr> operands);
NodePtr make_negate(NodePtr operand);

}  // namespace sagaflow::cel
