// Every state can be reached from the start. One that cannot does no harm, so it is a warning.
#include "dsl/validate/graph.hpp"
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::reachable(RuleInput& input) {
    const Model& model = input.model;
    if (!is_connected(model)) return;
    const std::vector<bool> reached = reachable_from(model, {model.start});
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        if (reached[i]) continue;
        input.findings.warning(
            at_name(model.states[i].node),
            "the state " + in_quotes(model.states[i].name) + " is never reached from the start",
            "lead to it by a 'next', or remove it"
        );
    }
}

}  // namespace sagaflow::dsl
