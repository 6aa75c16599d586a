// Templates and expressions can be read: braces, syntax, functions, the number of arguments.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::expressions(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        for (const TextIssue& issue : text.parsed.issues) {
            input.findings.error(in_text(issue.node, issue.offset), issue.message, issue.hint);
        }
    }
}

}  // namespace sagaflow::dsl
