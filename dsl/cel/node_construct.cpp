// Lists and maps written in an expression.
#include "dsl/cel/functions/collections.hpp"
#include "dsl/cel/node.hpp"

namespace sagaflow::cel {
namespace {

struct ListNode final : Node {
    explicit ListNode(std::vector<NodePtr> parts) : items(std::move(parts)) { kind = Kind::kList; }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        std::vector<Value> values;
        values.reserve(items.size());
        for (const NodePtr& item : items) {
            values.push_back(item->evaluate(frame));
            if (values.back().is_error()) return values.back();
        }
        return make_list(frame, std::move(values));
    }
    std::vector<NodePtr> items;
};

struct MapNode final : Node {
    explicit MapNode(std::vector<NodePtr> keys_and_values) : parts(std::move(keys_and_values)) {
        kind = Kind::kMap;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        MapBuilder builder(frame);
        for (std::size_t i = 0; i < parts.size(); i += 2) {
            Value key = parts[i]->evaluate(frame);
            if (key.is_error()) return key;
            Value value = parts[i + 1]->evaluate(frame);
            if (value.is_error()) return value;
            if (!builder.add(std::move(key), std::move(value))) break;
        }
        return builder.take();
    }
    std::vector<NodePtr> parts;
};

}  // namespace

NodePtr make_list_literal(std::vector<NodePtr> items) {
    return std::make_unique<ListNode>(std::move(items));
}
NodePtr make_map_literal(std::vector<NodePtr> keys_and_values) {
    return std::make_unique<MapNode>(std::move(keys_and_values));
}

}  // namespace sagaflow::cel
