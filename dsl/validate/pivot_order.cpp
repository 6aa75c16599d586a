// Nothing that can fail for good comes after the point of no return, and there is only one.
#include "dsl/validate/graph.hpp"
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

std::string_view effect_of(const StateNode& state) {
    const std::string* effect = text_of(*state.node, "effect");
    return effect == nullptr ? std::string_view() : *effect;
}

void check_task(RuleInput& input, const StateNode& state) {
    if (state.node->contains("compensate")) {
        input.findings.error(
            at_name(input.model.child(state.node, "compensate")),
            "the task " + in_quotes(state.name) +
                " can be reached after a pivot, where nothing is undone any more",
            "move it before the pivot, or replace 'compensate' by \"effect\": \"retriable\" "
            "(retried until it succeeds) or \"none\" (only reads)"
        );
    } else if (effect_of(state) == "pivot") {
        input.findings.error(
            at(input.model.child(state.node, "effect")),
            "the pivot " + in_quotes(state.name) + " can be reached after a pivot",
            "a path has one point of no return: make the later task \"retriable\""
        );
    }
}

// Raising an error after the pivot undoes nothing that matters; it is likely a slip.
void check_raise(RuleInput& input, std::size_t index) {
    const StateNode& state = input.model.states[index];
    if (!input.model.raises[index]) return;
    const Json* compensate = member_of(*state.node, "compensate");
    if (compensate != nullptr && *compensate == Json(false)) return;
    input.findings.warning(
        at_name(state.node),
        "the state " + in_quotes(state.name) +
            " raises an error and can be reached after a pivot, where nothing is undone any more: "
            "the "
            "saga would park for an operator",
        "end with succeed, or decide before the pivot"
    );
}

}  // namespace

void rule::pivot_order(RuleInput& input) {
    const Model& model = input.model;
    if (!is_connected(model)) return;
    const std::vector<bool> reached = reachable_from(model, {model.start});
    std::vector<std::size_t> after_pivot;
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        if (!reached[i] || !model.is(i, "task") || effect_of(model.states[i]) != "pivot") continue;
        // A catch entry leads on from a pivot that has failed: that is still before it.
        for (const Edge& edge : model.edges[i]) {
            if (!edge.caught) after_pivot.push_back(edge.to);
        }
    }
    const std::vector<bool> after = reachable_from(model, after_pivot);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        if (!after[i]) continue;
        if (model.is(i, "task")) check_task(input, model.states[i]);
        check_raise(input, i);
    }
}

}  // namespace sagaflow::dsl
