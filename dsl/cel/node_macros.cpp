// Walking lists and maps: the only loops of the language, each turn of them paid for.
#include "dsl/cel/node_macros.hpp"

#include "dsl/cel/functions/collections.hpp"
#include "dsl/cel/functions/problems.hpp"

namespace sagaflow::cel {
namespace {

// Steps through a range and puts each element into the frame's variables.
class Walk {
public:
    Walk(const MacroParts& parts, Frame& frame)
        : parts_(parts), frame_(frame), range_(parts.range->evaluate(frame)) {
        if (range_.kind() == Kind::kList || range_.kind() == Kind::kMap) {
            elements_.emplace(range_);
        } else {
            problem_ = range_.is_error() ? range_ : no_overload("a macro", range_);
        }
    }

    // False at the end, and when the budget is spent: problem() tells.
    bool next() {
        if (!elements_) return false;
        Value& first = frame_.local(parts_.first_local);
        const bool more = parts_.variable_count == 2
                              ? elements_->next(first, frame_.local(parts_.first_local + 1))
                              : elements_->next(first);
        if (more && !frame_.charge(1)) problem_ = frame_.spent_error();
        return more && !problem_.is_error();
    }
    const Value& problem() const { return problem_; }
    bool failed() const { return problem_.is_error(); }
    std::size_t size() const { return elements_ ? range_.size() : 0; }

    // The condition for this element: a bool or an error. True when there is no condition.
    Value test(const NodePtr& condition) const {
        if (!condition) return Value::of_bool(true);
        Value value = condition->evaluate(frame_);
        if (value.kind() == Kind::kBool || value.is_error()) return value;
        return wants_bool("the condition of a macro", value);
    }

private:
    const MacroParts& parts_;
    Frame& frame_;
    Value range_;
    std::optional<Elements> elements_;
    Value problem_;
};

struct MacroNode : Node {
    explicit MacroNode(MacroParts given) : parts(std::move(given)) {}
    MacroParts parts;
};

// all (deciding is false) and exists (deciding is true): an element that decides outweighs errors.
struct QuantifierNode final : MacroNode {
    QuantifierNode(MacroParts given, bool decider)
        : MacroNode(std::move(given)), deciding(decider) {
        kind = Kind::kBool;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Walk walk(parts, frame);
        Value problem;
        while (walk.next()) {
            Value answer = walk.test(parts.body);
            if (answer.kind() == Kind::kBool) {
                if (answer.as_bool() == deciding) return answer;
            } else if (frame.is_spent()) {
                return frame.spent_error();
            } else if (!problem.is_error()) {
                problem = std::move(answer);
            }
        }
        if (walk.failed()) return walk.problem();
        return problem.is_error() ? problem : Value::of_bool(!deciding);
    }
    bool deciding;
};

struct ExistsOneNode final : MacroNode {
    explicit ExistsOneNode(MacroParts given) : MacroNode(std::move(given)) { kind = Kind::kBool; }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Walk walk(parts, frame);
        std::size_t count = 0;
        while (walk.next()) {
            Value answer = walk.test(parts.body);
            if (answer.is_error()) return answer;
            count += answer.as_bool() ? 1 : 0;
        }
        return walk.failed() ? walk.problem() : Value::of_bool(count == 1);
    }
};

// map, filter and transformList: filter's body is its variable.
struct CollectNode final : MacroNode {
    CollectNode(MacroParts given, bool keep) : MacroNode(std::move(given)), keeps_element(keep) {
        kind = Kind::kList;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Walk walk(parts, frame);
        std::vector<Value> items;
        while (walk.next()) {
            const Value chosen = walk.test(parts.condition);
            if (chosen.is_error()) return chosen;
            if (!chosen.as_bool()) continue;
            if (!frame.charge_memory(kValueBytes)) return frame.spent_error();
            items.push_back(
                keeps_element ? frame.local(parts.first_local) : parts.body->evaluate(frame)
            );
            if (items.back().is_error()) return items.back();
        }
        if (walk.failed()) return walk.problem();
        return Value::of_list(std::move(items));
    }
    bool keeps_element;
};

struct TransformMapNode final : MacroNode {
    explicit TransformMapNode(MacroParts given) : MacroNode(std::move(given)) { kind = Kind::kMap; }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Walk walk(parts, frame);
        // The keys come from a list or a map, so they are different from each other already.
        std::vector<std::pair<Value, Value>> entries;
        while (walk.next()) {
            const Value chosen = walk.test(parts.condition);
            if (chosen.is_error()) return chosen;
            if (!chosen.as_bool()) continue;
            if (!frame.charge_memory(2 * kValueBytes)) return frame.spent_error();
            Value value = parts.body->evaluate(frame);
            if (value.is_error()) return value;
            entries.emplace_back(frame.local(parts.first_local), std::move(value));
        }
        if (walk.failed()) return walk.problem();
        return Value::of_map(std::move(entries));
    }
};

// cel.bind: the value is computed once, when the body starts; an error is the whole result.
struct BindNode final : MacroNode {
    explicit BindNode(MacroParts given) : MacroNode(std::move(given)) { kind = parts.body->kind; }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        Value value = parts.range->evaluate(frame);
        if (value.is_error()) return value;
        frame.local(parts.first_local) = std::move(value);
        return parts.body->evaluate(frame);
    }
};

}  // namespace

NodePtr make_macro(MacroKind kind, MacroParts parts) {
    switch (kind) {
        case MacroKind::kAll:
            return std::make_unique<QuantifierNode>(std::move(parts), false);
        case MacroKind::kExists:
            return std::make_unique<QuantifierNode>(std::move(parts), true);
        case MacroKind::kExistsOne:
            return std::make_unique<ExistsOneNode>(std::move(parts));
        case MacroKind::kFilter:
            return std::make_unique<CollectNode>(std::move(parts), true);
        case MacroKind::kTransformMap:
            return std::make_unique<TransformMapNode>(std::move(parts));
        case MacroKind::kBind:
            return std::make_unique<BindNode>(std::move(parts));
        default:
            return std::make_unique<CollectNode>(std::move(parts), false);
    }
}

}  // namespace sagaflow::cel
