// Settings about undo and exhaustion fit the task's effect.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

void check_task(RuleInput& input, const Node& task) {
    const Json* undo_on_failed = member_of(*task, "undoOnFailed");
    if (undo_on_failed != nullptr && *undo_on_failed == Json(true) &&
        !task->contains("compensate")) {
        input.findings.error(
            at_name(input.model.child(task, "undoOnFailed")),
            "'undoOnFailed' needs a 'compensate': there is no undo to run"
        );
    }
    const std::string* effect = text_of(*task, "effect");
    const std::string* exhausted = text_of(*task, "onExhausted");
    if (effect == nullptr || exhausted == nullptr) return;
    if (*effect == "retriable" && *exhausted != "park") {
        input.findings.error(
            at(input.model.child(task, "onExhausted")),
            "a retriable task is never given up: 'onExhausted' cannot be " + in_quotes(*exhausted),
            "leave it out: the saga parks and waits for an operator"
        );
    }
}

}  // namespace

void rule::undo_settings(RuleInput& input) {
    for (std::size_t i = 0; i < input.model.states.size(); ++i) {
        if (input.model.is(i, "task")) check_task(input, input.model.states[i].node);
    }
}

}  // namespace sagaflow::dsl
