// Logic: && and || give what one side decides even when the other side is an error.
#include "dsl/cel/functions/problems.hpp"
#include "dsl/cel/node.hpp"

namespace sagaflow::cel {
namespace {

// && when `deciding` is false, || when it is true. A chain is one node: no depth, no recursion.
struct JunctionNode final : Node {
    JunctionNode(std::vector<NodePtr> parts, bool decider)
        : operands(std::move(parts)), deciding(decider) {
        kind = Kind::kBool;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value problem;
        for (const NodePtr& operand : operands) {
            Value scratch;
            const Value& value = read(*operand, frame, scratch);
            if (value.kind() == Kind::kBool) {
                if (value.as_bool() == deciding) return value;
            } else if (frame.is_spent()) {
                return frame.spent_error();
            } else if (!problem.is_error()) {
                problem = value.is_error() ? value : wants_bool(deciding ? "||" : "&&", value);
            }
        }
        return problem.is_error() ? problem : Value::of_bool(!deciding);
    }
    std::vector<NodePtr> operands;
    bool deciding;
};

struct NotNode final : Node {
    explicit NotNode(NodePtr part) : operand(std::move(part)) { kind = Kind::kBool; }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value scratch;
        const Value& value = read(*operand, frame, scratch);
        if (value.is_error()) return value;
        if (value.kind() != Kind::kBool) return wants_bool("!", value);
        return Value::of_bool(!value.as_bool());
    }
    NodePtr operand;
};

struct ConditionalNode final : Node {
    ConditionalNode(NodePtr test, NodePtr yes, NodePtr no)
        : condition(std::move(test)), then(std::move(yes)), otherwise(std::move(no)) {
        if (then->kind == otherwise->kind) kind = then->kind;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value scratch;
        const Value& value = read(*condition, frame, scratch);
        if (value.is_error()) return value;
        if (value.kind() != Kind::kBool) return wants_bool("? :", value);
        return (value.as_bool() ? then : otherwise)->evaluate(frame);
    }
    NodePtr condition;
    NodePtr then;
    NodePtr otherwise;
};

}  // namespace

NodePtr make_and(std::vector<NodePtr> operands) {
    return std::make_unique<JunctionNode>(std::move(operands), false);
}
NodePtr make_or(std::vector<NodePtr> operands) {
    return std::make_unique<JunctionNode>(std::move(operands), true);
}
NodePtr make_not(NodePtr operand) { return std::make_unique<NotNode>(std::move(operand)); }
NodePtr make_conditional(NodePtr condition, NodePtr then, NodePtr otherwise) {
    return std::make_unique<ConditionalNode>(
        std::move(condition), std::move(then), std::move(otherwise)
    );
}

}  // namespace sagaflow::cel
