#include "dsl/cel/fold.hpp"

#include <algorithm>

#include "engine/core/ensure.hpp"

namespace sagaflow::cel {
namespace {

class NoVariables final : public Activation {
public:
    Value variable(std::size_t) const override { ENSURE(false, "a variable within a constant"); }
};

// A constant is kept for the life of the expression: only small ones are.
constexpr Budget kFoldBudget{2'000, 16 * limits::kKiB};

}  // namespace

bool are_constant(const std::vector<NodePtr>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), [](const NodePtr& node) {
        return node->constant != nullptr;
    });
}

NodePtr fold(NodePtr node, bool foldable) {
    if (!foldable) return node;
    const NoVariables no_variables;
    Frame frame(no_variables, kFoldBudget, 0);
    Value value = node->evaluate(frame);
    if (value.is_error()) return node;
    return std::make_unique<LiteralNode>(std::move(value));
}

}  // namespace sagaflow::cel
