// Names that other texts must be able to hold: in URLs (sagas) and in expressions (the rest).
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

bool is_saga_name(std::string_view name) {
    if (name.empty() || name.size() > sagaflow::limits::kNameBytesMax) return false;
    if (name[0] < 'a' || name[0] > 'z') return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || digit(c) || c == '-';
    });
}

bool is_identifier(std::string_view name) {
    if (name.empty() || name.size() > sagaflow::limits::kNameBytesMax || !letter(name[0]))
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) { return letter(c) || digit(c); });
}

// Words of CEL that cannot be selected as members.
bool is_word_of_cel(std::string_view name) {
    return name == "true" || name == "false" || name == "null" || name == "in";
}

void identifier(RuleInput& input, const Node& node, std::string_view what, std::string_view name) {
    if (!is_identifier(name)) {
        input.findings.error(
            at_name(node),
            in_quotes(name) + " cannot be the name of " + std::string(what),
            "letters, digits and _, not starting with a digit, at most 64 characters"
        );
    } else if (is_word_of_cel(name)) {
        input.findings.error(
            at_name(node),
            in_quotes(name) + " cannot be the name of " + std::string(what),
            "it is a word of the expression language: expressions could not name it"
        );
    }
}

void members(RuleInput& input, const Node& object, std::string_view what) {
    if (!object->is_object()) return;
    for (const auto& [name, json] : object->items()) {
        identifier(input, input.model.arena.member(object, name, json), what, name);
    }
}

}  // namespace

void rule::names(RuleInput& input) {
    for (const StateNode& state : input.model.states) {
        identifier(input, state.node, "a state", state.name);
    }
    for (const Value& value : input.model.values) {
        if (value.kind == Kind::kAssign) members(input, value.node, "a variable");
        if (value.kind == Kind::kPolicyMap) members(input, value.node, "a retry policy");
        if (value.kind == Kind::kSagaName && value.node->is_string() &&
            !is_saga_name(value.node->get_ref<const std::string&>())) {
            input.findings.error(
                at(value.node),
                in_quotes(value.node->get_ref<const std::string&>()) +
                    " cannot be the name of a saga",
                "lower-case letters, digits and -, starting with a letter, at most 64 characters"
            );
        }
    }
}

}  // namespace sagaflow::dsl
