// Parts of the language that this version does not have are named as such.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::not_yet(RuleInput& input) {
    for (const StateNode& state : input.model.states) {
        if (state.type == nullptr || state.type->shape != nullptr) continue;
        input.findings.error(
            at(input.model.child(state.node, "type")),
            "the state type " + in_quotes(state.type->name) +
                " is not available in this version yet",
            "this version has task, choice, wait, receive, set, succeed and fail"
        );
    }
    for (const Value& value : input.model.values) {
        if (value.kind != Kind::kNotYet) continue;
        input.findings.error(
            at_name(value.node),
            in_quotes(value.member->name) + " is not available in this version yet",
            "start instances by the API or the command line"
        );
    }
}

}  // namespace sagaflow::dsl
