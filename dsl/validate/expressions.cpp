// Templates and expressions can be read: braces, syntax, functions, the number of arguments.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::expressions(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        for (const TextIssue& issue : text.parsed.issues) {
            const Place place =
                issue.at_name ? at_name(issue.node) : in_text(issue.node, issue.offset);
            input.findings.error(place, issue.message, issue.hint);
        }
    }
}

}  // namespace sagaflow::dsl
