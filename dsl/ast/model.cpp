#include "dsl/ast/model.hpp"

namespace sagaflow::dsl {
namespace {

class Builder {
public:
    explicit Builder(const Json& root) : root_(root) {}

    std::unique_ptr<Model> run() {
        model_->root = model_->arena.root(root_);
        index_states();
        object(model_->root, kSagaShape, kNoState);
        link();
        return std::move(model_);
    }

private:
    // States first, so that references to them resolve wherever they stand.
    void index_states() {
        const Json* states = member_of(root_, "states");
        if (states == nullptr || !states->is_object()) return;
        model_->states.reserve(states->size());
        const Node container = model_->arena.member(model_->root, "states", *states);
        for (const auto& [name, state] : states->items()) {
            const std::string* type = text_of(state, "type");
            model_->state_index.emplace(name, model_->states.size());
            model_->states.push_back(
                {name,
                 model_->arena.member(container, name, state),
                 type == nullptr ? nullptr : find_state_type(*type)}
            );
        }
        model_->edges.resize(model_->states.size());
        model_->raises.resize(model_->states.size());
    }

    void object(const Node& node, const Shape& shape, std::size_t state) {
        if (!node->is_object()) return;
        model_->objects.push_back({node, &shape, state});
        for (const Member& member : shape.members) {
            const auto found = node->find(member.name);
            if (found == node->end()) continue;
            value({model_->arena.member(node, member.name, *found), &member, member.kind, state});
        }
    }

    void value(const Value& value) {
        model_->values.push_back(value);
        switch (value.kind) {
            case Kind::kTemplate:
            case Kind::kTextTemplate:
            case Kind::kDurationTemplate:
            case Kind::kTimestampTemplate:
                return templated(value);
            case Kind::kExpression:
                return expression(value);
            case Kind::kAssign:
                return assign(value);
            case Kind::kObject:
            case Kind::kReceiveTimeout:
                return object(value.node, *value.member->shape, value.state);
            case Kind::kRetry:
                return object(value.node, kPolicyShape, value.state);
            case Kind::kObjectList:
                return list(value);
            case Kind::kPolicyMap:
                return policies(value);
            case Kind::kInputSchema:
                return input_schema(value);
            case Kind::kStates:
                return states();
            default:
                return;
        }
    }

    void templated(const Value& value) {
        Text text{value, parse_template(value.node, model_->arena)};
        model_->templates.emplace(value.node.json, text.parsed.value);
        model_->texts.push_back(std::move(text));
    }

    void expression(const Value& value) {
        if (!value.node->is_string()) return;
        const auto& source = value.node->get_ref<const std::string&>();
        ParsedExpression parsed = parse_expression(value.node, source, 0);
        Text text{value, {}};
        text.parsed.issues = std::move(parsed.issues);
        if (parsed.value) text.parsed.uses.push_back({value.node, 0, parsed.value});
        model_->expressions.emplace(value.node.json, std::move(parsed.value));
        model_->texts.push_back(std::move(text));
    }

    void assign(const Value& assigned) {
        if (!assigned.node->is_object()) return;
        for (const auto& [name, json] : assigned.node->items()) {
            const Node node = model_->arena.member(assigned.node, name, json);
            value({node, assigned.member, Kind::kTemplate, assigned.state});
        }
    }

    void list(const Value& value) {
        if (!value.node->is_array()) return;
        for (std::size_t i = 0; i < value.node->size(); ++i) {
            const Node item = model_->arena.item(value.node, i, (*value.node)[i]);
            object(item, *value.member->shape, value.state);
        }
    }

    void policies(const Value& value) {
        if (!value.node->is_object()) return;
        for (const auto& [name, policy] : value.node->items()) {
            object(model_->arena.member(value.node, name, policy), kPolicyShape, kNoState);
        }
    }

    void input_schema(const Value& value) {
        model_->input_schema = InputSchema::compile(*value.node);
    }

    void states() {
        if (model_->states.size() > limits::kDefinitionStatesMax) {
            model_->edges_complete = false;
            return;
        }
        for (std::size_t i = 0; i < model_->states.size(); ++i) {
            const StateNode& state = model_->states[i];
            if (state.type != nullptr && state.type->shape != nullptr) {
                object(state.node, *state.type->shape, i);
            }
        }
    }

    void link() {
        std::unordered_set<const Json*> caught;
        for (const ObjectNode& object : model_->objects) {
            if (object.shape->title != "a catch entry") continue;
            const Json* next = member_of(*object.node, "next");
            if (next != nullptr) caught.insert(next);
        }
        for (const Value& value : model_->values) link(value, caught.contains(value.node.json));
        for (std::size_t i = 0; i < model_->states.size(); ++i) {
            if (model_->is(i, "fail")) model_->raises[i] = true;
        }
    }

    void link(const Value& value, bool caught) {
        if (value.kind == Kind::kErrorName && value.state != kNoState) {
            model_->raises[value.state] = true;
        }
        if (value.kind != Kind::kStateName || !value.node->is_string()) return;
        const auto found = model_->state_index.find(value.node->get_ref<const std::string&>());
        if (found == model_->state_index.end()) {
            model_->edges_complete = false;
        } else if (value.state == kNoState) {
            model_->start = found->second;
        } else {
            model_->edges[value.state].push_back({found->second, caught});
        }
    }

    const Json& root_;
    std::unique_ptr<Model> model_ = std::make_unique<Model>();
};

}  // namespace

Node Model::child(const Node& object, std::string_view name) {
    const Json* json = member_of(*object, name);
    ENSURE(json != nullptr, name);
    return arena.member(object, name, *json);
}

const Json* member_of(const Json& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

const std::string* text_of(const Json& object, std::string_view name) {
    const Json* found = member_of(object, name);
    return found != nullptr && found->is_string() ? &found->get_ref<const std::string&>() : nullptr;
}

std::unique_ptr<Model> build_model(const Json& root) { return Builder(root).run(); }

}  // namespace sagaflow::dsl
