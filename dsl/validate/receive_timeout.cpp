// A receive says how long it waits: an event that never comes must not hold a saga by oversight.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::receive_timeout(RuleInput& input) {
    for (std::size_t i = 0; i < input.model.states.size(); ++i) {
        if (!input.model.is(i, "receive")) continue;
        const StateNode& state = input.model.states[i];
        if (state.node->contains("timeout")) continue;
        input.findings.error(
            at(state.node),
            "the receive " + in_quotes(state.name) + " has no 'timeout'",
            "add \"timeout\": {\"after\": \"7d\", \"error\": \"TimedOut\"}, or \"timeout\": "
            "\"never\" where it may wait for ever"
        );
    }
}

}  // namespace sagaflow::dsl
