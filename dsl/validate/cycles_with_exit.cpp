// A saga that goes round must be able to leave: from every reachable state some path leads to an
// end. A task that fails is no way out of a loop: nobody plans for it.
#include "dsl/validate/graph.hpp"
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

std::string list_of(const Model& model, const std::vector<std::size_t>& states) {
    constexpr std::size_t kNamedMax = 5;
    std::string text;
    for (std::size_t i = 0; i < states.size() && i < kNamedMax; ++i) {
        text += (i == 0 ? "" : ", ") + in_quotes(model.states[states[i]].name);
    }
    return states.size() > kNamedMax ? text + ", …" : text;
}

}  // namespace

void rule::cycles_with_exit(RuleInput& input) {
    const Model& model = input.model;
    if (!is_connected(model)) return;
    const std::vector<bool> reached = reachable_from(model, {model.start});
    const std::vector<bool> ends = leads_to_end(model);
    std::vector<bool> told(model.states.size());
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        if (!reached[i] || ends[i] || told[i]) continue;
        const std::vector<bool> around = reachable_from(model, {i});
        std::vector<std::size_t> circle;
        for (std::size_t j = 0; j < around.size(); ++j) {
            if (!around[j]) continue;
            told[j] = true;
            circle.push_back(j);
        }
        input.findings.error(
            at_name(model.states[i].node),
            "no path leads from here to an end: the saga goes round for ever through " +
                list_of(model, circle),
            "add a way out, such as a choice that leads to a succeed or fail state"
        );
    }
}

}  // namespace sagaflow::dsl
