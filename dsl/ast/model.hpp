// A definition taken apart along the language table: what the rules look through.
//
// Built from any JSON, also from wrong definitions: what has another type than the table says is
// kept as a value and not descended into. Views the Json it was made from, which must outlive it.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dsl/ast/language.hpp"
#include "dsl/parse/node.hpp"
#include "dsl/parse/template_parser.hpp"
#include "dsl/program/input_schema.hpp"

namespace sagaflow::dsl {

inline constexpr std::size_t kNoState = static_cast<std::size_t>(-1);

// An object that the table describes.
struct ObjectNode {
    Node node;
    const Shape* shape = nullptr;
    std::size_t state = kNoState;  // inside which state
};

// A member that the table describes, or a variable of an assign (then `kind` is kTemplate).
struct Value {
    Node node;
    const Member* member = nullptr;
    Kind kind = Kind::kText;
    std::size_t state = kNoState;
};

// A template or expression with its compiled form.
struct Text {
    Value value;
    ParsedTemplate parsed;
};

struct StateNode {
    std::string_view name;
    Node node;
    const StateType* type = nullptr;  // null: missing or unknown
};

struct Edge {
    std::size_t to = 0;
    bool caught = false;  // leads out of a catch entry: the state itself has failed
};

struct Model {
    Node root;
    std::vector<ObjectNode> objects;
    std::vector<Value> values;
    std::vector<Text> texts;
    std::vector<StateNode> states;
    std::unordered_map<std::string_view, std::size_t> state_index;
    std::vector<std::vector<Edge>> edges;  // by state; unknown targets are left out
    std::size_t start = kNoState;
    bool edges_complete = true;  // every target is known
    std::vector<bool> raises;    // the state may end the saga by an error
    std::unordered_map<const Json*, TemplatePtr> templates;
    std::unordered_map<const Json*, ExpressionPtr> expressions;
    InputSchema::Compiled input_schema;  // of `input`, where there is one
    PathArena arena;

    // The member of an object, with its path.
    Node child(const Node& object, std::string_view name);
    bool is(std::size_t state, std::string_view type) const {
        return states[state].type != nullptr && states[state].type->name == type;
    }
};

// Null-safe look at a member: null where the value is no object or has no such member.
const Json* member_of(const Json& object, std::string_view name);
const std::string* text_of(const Json& object, std::string_view name);

std::unique_ptr<Model> build_model(const Json& root);

}  // namespace sagaflow::dsl
