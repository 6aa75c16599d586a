// Reading: variables, members, items.
#include "dsl/cel/functions/collections.hpp"
#include "dsl/cel/node.hpp"

namespace sagaflow::cel {
namespace {

struct VariableNode final : Node {
    explicit VariableNode(std::size_t number) : slot(number) {}
    Value evaluate(Frame& frame) const override {
        return frame.charge(1) ? frame.activation().variable(slot) : frame.spent_error();
    }
    std::size_t slot;
};

struct LocalNode final : Node {
    explicit LocalNode(std::size_t number) : index(number) {}
    Value evaluate(Frame& frame) const override {
        return frame.charge(1) ? frame.local(index) : frame.spent_error();
    }
    std::size_t index;
};

struct FailureNode final : Node {
    explicit FailureNode(std::string text) : message(std::move(text)) {}
    Value evaluate(Frame& frame) const override {
        return frame.charge(1) ? Value::error(message) : frame.spent_error();
    }
    std::string message;
};

struct SelectNode final : Node {
    SelectNode(NodePtr from, std::string name)
        : operand(std::move(from)), member(std::move(name)) {}
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value scratch;
        const Value& container = read(*operand, frame, scratch);
        if (container.is_error()) return container;
        return select_member(frame, container, member);
    }
    NodePtr operand;
    std::string member;
};

struct HasNode final : Node {
    HasNode(NodePtr from, std::string name) : operand(std::move(from)), member(std::move(name)) {
        kind = Kind::kBool;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value scratch;
        const Value& container = read(*operand, frame, scratch);
        if (container.is_error()) return container;
        if (container.kind() != Kind::kMap) return no_member(container, member);
        return Value::of_bool(container.find(std::string_view(member)).has_value());
    }
    NodePtr operand;
    std::string member;
};

struct IndexNode final : Node {
    IndexNode(NodePtr from, NodePtr at) : operand(std::move(from)), index(std::move(at)) {}
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value operand_scratch;
        const Value& container = read(*operand, frame, operand_scratch);
        if (container.is_error()) return container;
        Value index_scratch;
        const Value& key = read(*index, frame, index_scratch);
        if (key.is_error()) return key;
        return index_value(frame, container, key);
    }
    NodePtr operand;
    NodePtr index;
};

}  // namespace

NodePtr make_variable(std::size_t slot) { return std::make_unique<VariableNode>(slot); }
NodePtr make_local(std::size_t index) { return std::make_unique<LocalNode>(index); }
NodePtr make_failure(std::string message) {
    return std::make_unique<FailureNode>(std::move(message));
}
NodePtr make_select(NodePtr operand, std::string member) {
    return std::make_unique<SelectNode>(std::move(operand), std::move(member));
}
NodePtr make_has(NodePtr operand, std::string member) {
    return std::make_unique<HasNode>(std::move(operand), std::move(member));
}
NodePtr make_index(NodePtr operand, NodePtr index) {
    return std::make_unique<IndexNode>(std::move(operand), std::move(index));
}

}  // namespace sagaflow::cel
