// Undo: in which order, and what follows each answer. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

// Stops forward work and starts undoing, in one commit. `data` holds cause, error and who asked.
void begin_compensation(Transition& run, Json data);

// The same, for what started after the operator's target state; then the instance goes on there.
void begin_rewind(Transition& run, Json data);

void undo_returned(Transition& run, const StepRef& step, const CallResult& result);
void undo_probe_returned(Transition& run, const StepRef& step, const CallResult& result);
void undo_due(Transition& run, const StepRef& step);
void undo_recovered(Transition& run, const StepRef& step);
// The next attempt of an undo that has been rendered.
void start_undo_attempt(Transition& run, const StepRef& step);

}  // namespace sagaflow::kernel
