// steps.NAME names a task of this definition.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

void check_step(RuleInput& input, const ExpressionUse& use, const cel::Reference& reference) {
    if (reference.variable != "steps" || reference.members.empty()) return;
    const std::string& name = reference.members.front();
    const Place place = in_text(use.node, use.offset + reference.offset);
    const auto found = input.model.state_index.find(name);
    if (found == input.model.state_index.end()) {
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < input.model.states.size(); ++i) {
            if (input.model.is(i, "task")) known.push_back(input.model.states[i].name);
        }
        input.findings.error(
            place,
            "unknown step " + in_quotes(name) + input.suggest.suffix("steps", name, known),
            "steps.STATE is the last output of a task"
        );
    } else if (!input.model.is(found->second, "task")) {
        input.findings.error(
            place,
            "the state " + in_quotes(name) + " has no output: only tasks have one",
            "keep what it learns in a variable with 'assign', and read vars.NAME"
        );
    }
}

}  // namespace

void rule::step_references(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        for (const ExpressionUse& use : text.parsed.uses) {
            for (const cel::Reference& reference : use.expression->references()) {
                check_step(input, use, reference);
            }
        }
    }
}

}  // namespace sagaflow::dsl
