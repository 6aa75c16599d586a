// Exactly one of two members, where the language has an either-or.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::either_or(RuleInput& input) {
    for (const ObjectNode& object : input.model.objects) {
        for (const Either& either : object.shape->eithers) {
            const bool first = object.node->contains(either.first);
            const bool second = object.node->contains(either.second);
            if (first != second) continue;
            const std::string pair = in_quotes(either.first) + " and " + in_quotes(either.second);
            if (first) {
                input.findings.error(
                    at_name(input.model.child(object.node, either.second)),
                    pair + " exclude each other",
                    "keep one"
                );
            } else {
                input.findings.error(
                    at(object.node),
                    std::string(object.shape->title) + " needs exactly one of " + pair
                );
            }
        }
    }
}

}  // namespace sagaflow::dsl
