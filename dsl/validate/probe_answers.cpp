// A probe says how its answer is read: found and applied, or found and not applied.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::probe_answers(RuleInput& input) {
    for (const ObjectNode& object : input.model.objects) {
        if (object.shape->title != "probe" || object.node->contains("ok")) continue;
        input.findings.warning(
            at(object.node),
            "this probe has no 'ok': any answer of success means that it happened",
            "add \"ok\", such as \"size(result.items) > 0\""
        );
    }
}

}  // namespace sagaflow::dsl
