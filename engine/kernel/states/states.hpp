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

// An event on its way to the places that wait for its address.
struct OfferedEvent {
    const Json& json;  // as expressions see it
    const EventAddress& address;
    // When it arrived, to tell one that came too long before anybody waited; none: it did not.
    std::optional<Timestamp> received_at;
};
// True when a place took it.
bool offer_event(Transition& run, const OfferedEvent& event);
void receive_due(Transition& run, const StepRef& step);

// The state fails with this error before or instead of doing its work.
void fail_state(Transition& run, const StepRef& step, StepError error);
void fail_state(Transition& run, const StepRef& step, const Error& expression);

}  // namespace sagaflow::kernel
