// Variables that are read are assigned somewhere. An operator may set any variable by hand, so it
// is a warning.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

std::unordered_set<std::string_view> assigned(const Model& model) {
    std::unordered_set<std::string_view> names;
    for (const Value& value : model.values) {
        if (value.kind != Kind::kAssign || !value.node->is_object()) continue;
        for (const auto& [name, json] : value.node->items()) names.insert(name);
    }
    return names;
}

}  // namespace

void rule::variables_assigned(RuleInput& input) {
    const std::unordered_set<std::string_view> names = assigned(input.model);
    std::vector<std::string_view> known(names.begin(), names.end());
    std::sort(known.begin(), known.end());
    for (const Text& text : input.model.texts) {
        if ((text.value.member->names & bit(Slot::kVars)) == 0) continue;
        for (const ExpressionUse& use : text.parsed.uses) {
            for (const cel::Reference& reference : use.expression->references()) {
                if (reference.variable != "vars" || reference.members.empty()) continue;
                const std::string& name = reference.members.front();
                if (reference.guarded || names.contains(name)) continue;
                input.findings.warning(
                    in_text(use.node, use.offset + reference.offset),
                    "the variable " + in_quotes(name) + " is never assigned" +
                        input.suggest.suffix("vars", name, known),
                    "give it a value with 'assign', or guard it: has(vars." + shortened(name, 64) +
                        ")"
                );
            }
        }
    }
}

}  // namespace sagaflow::dsl
