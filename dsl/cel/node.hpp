// The typed tree that an expression is compiled to: names are slots, functions are pointers,
// constants are folded. Immutable once built, so many threads may evaluate it. Private to dsl/cel.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "dsl/cel/frame.hpp"

namespace sagaflow::cel {

struct Node {
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    // Every implementation charges at least one step to the frame.
    virtual Value evaluate(Frame& frame) const = 0;

    std::optional<Kind> kind;         // of every result that is no error, where it is known
    const Value* constant = nullptr;  // set by literals, so that operands are read in place
};

using NodePtr = std::unique_ptr<const Node>;

// The operand's value, without a copy when it is a constant; `scratch` holds it otherwise.
inline const Value& read(const Node& node, Frame& frame, Value& scratch) {
    if (node.constant != nullptr) return *node.constant;
    scratch = node.evaluate(frame);
    return scratch;
}

struct LiteralNode final : Node {
    explicit LiteralNode(Value content) : value(std::move(content)) {
        constant = &value;
        kind = value.kind();
    }
    Value evaluate(Frame& frame) const override {
        return frame.charge(1) ? value : frame.spent_error();
    }
    Value value;
};

// node_access.cpp
NodePtr make_variable(std::size_t slot);
NodePtr make_local(std::size_t index);
NodePtr make_failure(std::string message);  // an error whenever it is evaluated
NodePtr make_select(NodePtr operand, std::string member);
NodePtr make_has(NodePtr operand, std::string member);
NodePtr make_index(NodePtr operand, NodePtr index);

// node_logic.cpp
NodePtr make_and(std::vector<NodePtr> operands);
NodePtr make_or(std::vector<NodePtr> operands);
NodePtr make_not(NodePtr operand);
NodePtr make_conditional(NodePtr condition, NodePtr then, NodePtr otherwise);

// node_construct.cpp
NodePtr make_list_literal(std::vector<NodePtr> items);
NodePtr make_map_literal(std::vector<NodePtr> keys_and_values);

}  // namespace sagaflow::cel
