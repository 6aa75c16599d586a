// Every task says how its effect is undone, or that there is nothing to undo.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::effect_declared(RuleInput& input) {
    for (std::size_t i = 0; i < input.model.states.size(); ++i) {
        if (!input.model.is(i, "task")) continue;
        const StateNode& state = input.model.states[i];
        const bool undo = state.node->contains("compensate");
        const std::string* effect = text_of(*state.node, "effect");
        if (!undo && !state.node->contains("effect")) {
            input.findings.error(
                at(state.node),
                "the task " + in_quotes(state.name) +
                    " says neither how it is undone nor what effect it has",
                "add 'compensate' with the call that undoes it, or \"effect\": \"none\" if it "
                "only reads, \"pivot\" if it is the point of no return, \"retriable\" if it must "
                "succeed in the end"
            );
        } else if (undo && effect != nullptr) {
            input.findings.error(
                at_name(input.model.child(state.node, "effect")),
                "a task with 'compensate' is reversible: 'effect' " + in_quotes(*effect) +
                    " contradicts it",
                "keep one of the two"
            );
        }
    }
}

}  // namespace sagaflow::dsl
