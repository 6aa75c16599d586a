// Entering a state: one function and one file for each type. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

void enter_choice(Transition& run, const dsl::State& definition, const StepRef& step);
void enter_wait(Transition& run, const dsl::State& definition, const StepRef& step);
void enter_receive(Transition& run, const dsl::State& definition, const StepRef& step);
void enter_set(Transition& run, const dsl::State& definition, const StepRef& step);
void enter_succeed(Transition& run, const dsl::State& definition, const StepRef& step);
void enter_fail(Transition& run, const dsl::State& definition, const StepRef& step);

// The event is offered to the places that wait for its address. True when one took it.
bool offer_event(Transition& run, const Json& event, const EventAddress& address);
void receive_due(Transition& run, const StepRef& step);

// The state fails with this error before or instead of doing its work.
void fail_state(Transition& run, const StepRef& step, StepError error);
void fail_state(Transition& run, const StepRef& step, const Error& expression);

}  // namespace sagaflow::kernel
