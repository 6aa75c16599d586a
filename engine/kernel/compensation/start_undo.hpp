// Beginning one undo: its probe first where the step's outcome is unknown. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

void start_undo(Transition& run, const StepRef& step);
void start_undo_probe(Transition& run, const StepRef& step);

}  // namespace sagaflow::kernel
