// Every state that is named as a target exists.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::next_targets(RuleInput& input) {
    std::vector<std::string_view> known;
    for (const StateNode& state : input.model.states) known.push_back(state.name);
    for (const Value& value : input.model.values) {
        if (value.kind != Kind::kStateName || !value.node->is_string()) continue;
        const auto& name = value.node->get_ref<const std::string&>();
        if (input.model.state_index.contains(name)) continue;
        const std::string suffix = input.suggest.suffix("states", name, known);
        input.findings.error(
            at(value.node),
            "unknown state " + in_quotes(name) + suffix,
            suffix.empty() ? "add it to 'states', or name one that is there" : ""
        );
    }
}

}  // namespace sagaflow::dsl
