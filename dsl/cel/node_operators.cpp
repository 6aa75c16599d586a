// Operators with values on both sides. A chain of one precedence is one node that runs from left to
// right, so that a long sum has no depth.
#include "dsl/cel/node_operators.hpp"

#include "dsl/cel/functions/collections.hpp"
#include "dsl/cel/functions/comparison.hpp"
#include "dsl/cel/functions/problems.hpp"

namespace sagaflow::cel {
namespace {

Value apply(Frame& frame, Operator operation, Value&& a, const Value& b) {
    switch (operation) {
        case Operator::kAdd:
        case Operator::kSubtract:
        case Operator::kMultiply:
        case Operator::kDivide:
        case Operator::kModulo:
            return calculate(frame, static_cast<Arithmetic>(operation), std::move(a), b);
        case Operator::kIn:
            return is_in(frame, a, b);
        default:
            break;
    }
    return apply_relation(frame, operation, a, b);
}

struct RelationNode final : Node {
    RelationNode(Operator which, NodePtr a, NodePtr b)
        : operation(which), left(std::move(a)), right(std::move(b)) {
        kind = Kind::kBool;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value left_scratch;
        const Value& a = read(*left, frame, left_scratch);
        if (a.is_error()) return a;
        Value right_scratch;
        const Value& b = read(*right, frame, right_scratch);
        if (b.is_error()) return b;
        return apply_relation(frame, operation, a, b);
    }
    Operator operation;
    NodePtr left;
    NodePtr right;
};

struct ChainNode final : Node {
    ChainNode(std::vector<Operator> between, std::vector<NodePtr> parts)
        : operators(std::move(between)), operands(std::move(parts)) {}
    Value evaluate(Frame& frame) const override {
        Value result = operands[0]->evaluate(frame);
        for (std::size_t i = 0; i < operators.size(); ++i) {
            if (!frame.charge(1)) return frame.spent_error();
            if (result.is_error()) return result;
            Value scratch;
            const Value& next = read(*operands[i + 1], frame, scratch);
            if (next.is_error()) return next;
            result = apply(frame, operators[i], std::move(result), next);
        }
        return result;
    }
    std::vector<Operator> operators;
    std::vector<NodePtr> operands;
};

struct NegateNode final : Node {
    explicit NegateNode(NodePtr part) : operand(std::move(part)) {}
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value scratch;
        const Value& value = read(*operand, frame, scratch);
        return value.is_error() ? value : negate(value);
    }
    NodePtr operand;
};

bool is_arithmetic(Operator operation) { return operation <= Operator::kModulo; }

std::optional<Kind> result_kind(Operator operation, std::optional<Kind> a, std::optional<Kind> b) {
    if (!is_arithmetic(operation)) return Kind::kBool;
    if (!a || !b) return std::nullopt;
    if (*a == *b && *a != Kind::kTimestamp) return a;
    if (*a == Kind::kDouble || *b == Kind::kDouble) return Kind::kDouble;
    return std::nullopt;
}

}  // namespace

Value apply_relation(Frame& frame, Operator operation, const Value& a, const Value& b) {
    if (operation == Operator::kIn) return is_in(frame, a, b);
    if (operation == Operator::kEqual || operation == Operator::kNotEqual) {
        const bool equal = are_equal(frame, a, b);
        if (frame.is_spent()) return frame.spent_error();
        return Value::of_bool(equal == (operation == Operator::kEqual));
    }
    return compare(frame, relation_of(operation), a, b);
}

Relation relation_of(Operator operation) {
    switch (operation) {
        case Operator::kLess:
            return Relation::kLess;
        case Operator::kLessOrEqual:
            return Relation::kLessOrEqual;
        case Operator::kGreater:
            return Relation::kGreater;
        default:
            return Relation::kGreaterOrEqual;
    }
}

std::string operator_problem(Operator operation, std::optional<Kind> a, std::optional<Kind> b) {
    if (!a || !b || operation == Operator::kEqual || operation == Operator::kNotEqual) return {};
    bool works = true;
    std::string_view text = "in";
    if (is_arithmetic(operation)) {
        text = arithmetic_text(static_cast<Arithmetic>(operation));
        works = is_calculable(static_cast<Arithmetic>(operation), *a, *b);
    } else if (operation == Operator::kIn) {
        works = *b == Kind::kList || *b == Kind::kMap;
    } else {
        text = relation_text(relation_of(operation));
        works = are_ordered(*a, *b);
    }
    if (works) return {};
    return "the operator " + std::string(text) + " does not work on " + kind_phrase(*a) + " and " +
           kind_phrase(*b);
}

std::optional<Kind> chain_kind(
    const std::vector<Operator>& operators,
    const std::vector<NodePtr>& operands,
    std::size_t operator_count
) {
    std::optional<Kind> kind = operands[0]->kind;
    for (std::size_t i = 0; i < operator_count; ++i) {
        kind = result_kind(operators[i], kind, operands[i + 1]->kind);
    }
    return kind;
}

NodePtr make_chain(std::vector<Operator> operators, std::vector<NodePtr> operands) {
    if (operators.size() == 1 && !is_arithmetic(operators[0])) {
        return std::make_unique<RelationNode>(
            operators[0], std::move(operands[0]), std::move(operands[1])
        );
    }
    const auto kind = chain_kind(operators, operands, operators.size());
    auto node = std::make_unique<ChainNode>(std::move(operators), std::move(operands));
    node->kind = kind;
    return node;
}

NodePtr make_negate(NodePtr operand) {
    const auto kind = operand->kind;
    auto node = std::make_unique<NegateNode>(std::move(operand));
    node->kind = kind;
    return node;
}

}  // namespace sagaflow::cel
