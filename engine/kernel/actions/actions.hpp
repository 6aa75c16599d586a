// What operators may ask for: one function and one file for each verb. A verb that is not possible
// now refuses with the reason, and nothing happens. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

// Carries out what was asked.
void act(Transition& run, const OperatorAsked& asked);

void act_retry(Transition& run, const OperatorAsked& asked);
void act_skip(Transition& run, const OperatorAsked& asked);
void act_compensate(Transition& run, const OperatorAsked& asked);
void act_cancel(Transition& run, const OperatorAsked& asked);
void act_terminate(Transition& run, const OperatorAsked& asked);
void act_pause(Transition& run, const OperatorAsked& asked);
void act_resume(Transition& run, const OperatorAsked& asked);
void act_resolve(Transition& run, const OperatorAsked& asked);
void act_variables(Transition& run, const OperatorAsked& asked);
void act_rewind(Transition& run, const OperatorAsked& asked);

// {actor, reason, bulk?}, the members of every operator's event.
Json asked_by(const OperatorAsked& asked);
// Records an operator's event with what it changes: `before` and `after` hold the instance's status
// and, for an event of a step, the step's and its undo's, beside what an edit has put into
// `before`.
void emit_asked(Transition& run, EventType type, const StepRef& step, Json data);
// Refuses with "Expected …, but the instance is <status>" when the lifecycle does not know it.
bool refuse_unless(Transition& run, InstanceCommand command, std::string_view verb);
// `step`, `visit`, `item` of the arguments hold for this one; what is not named matches.
bool names(const OperatorAsked& asked, const StepRef& step);
// Puts the operator's `with` into the event's data, beside the input that it replaces and the
// secrets that stay. False: refused, because a secret would go where it does not belong.
bool edit_input(
    Transition& run,
    const OperatorAsked& asked,
    const Json& before,
    const std::vector<SecretUse>& secrets,
    Json& data
);

}  // namespace sagaflow::kernel
