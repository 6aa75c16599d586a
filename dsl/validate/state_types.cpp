// Every state is an object with a type that this version runs.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

void check_type(RuleInput& input, const StateNode& state) {
    const std::string* type = text_of(*state.node, "type");
    if (type == nullptr) {
        const std::string list = "task, choice, wait, receive, set, succeed or fail";
        if (!state.node->contains("type")) {
            input.findings.error(
                at(state.node),
                "the state " + in_quotes(state.name) + " has no type",
                "one of " + list
            );
        } else {
            input.findings.error(
                at(input.model.child(state.node, "type")), "'type' must be a text", "one of " + list
            );
        }
        return;
    }
    std::vector<std::string_view> known;
    for (const StateType& one : state_types()) known.push_back(one.name);
    input.findings.error(
        at(input.model.child(state.node, "type")),
        "unknown state type " + in_quotes(*type) + input.suggest.suffix("type", *type, known),
        "this version has task, choice, wait, receive, set, succeed and fail"
    );
}

}  // namespace

void rule::state_types(RuleInput& input) {
    for (const StateNode& state : input.model.states) {
        if (!state.node->is_object()) {
            input.findings.error(at(state.node), "a state must be an object");
        } else if (state.type == nullptr) {
            check_type(input, state);
        }
    }
}

}  // namespace sagaflow::dsl
