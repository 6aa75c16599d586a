// At most limits::kDefinitionStatesMax states, and at least one.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::limits(RuleInput& input) {
    const Json* states = member_of(*input.model.root, "states");
    if (states == nullptr || !states->is_object()) return;
    const Node node = input.model.child(input.model.root, "states");
    if (states->empty()) {
        input.findings.error(
            at(node),
            "there are no states",
            "add at least one, such as {\"done\": {\"type\": "
            "\"succeed\"}}"
        );
    }
    if (states->size() > sagaflow::limits::kDefinitionStatesMax) {
        input.findings.error(
            at_name(node),
            "there are " + std::to_string(states->size()) + " states; at most " +
                std::to_string(sagaflow::limits::kDefinitionStatesMax) + " are allowed",
            "split the saga"
        );
    }
}

}  // namespace sagaflow::dsl
