// A task's forward work. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

void enter_task(Transition& run, const dsl::State& definition, const StepRef& step);

// An answer to the forward call, or to its probe.
void attempt_returned(Transition& run, const StepRef& step, const CallResult& result);
void probe_returned(Transition& run, const StepRef& step, const CallResult& result);

// The step ends ok with this answer (the call's own or the probe's).
void succeed_task(Transition& run, const StepRef& step, const CallResult& result);
// What the step gives, by its `output`, or why there is none although the call succeeded.
Result<Json> output_of(const dsl::TaskState& task, const Scope& scope, const CallResult& result);
// After an attempt that was no success and that no probe is asked about (any more).
void retry_or_fail(
    Transition& run, const StepRef& step, StepError error, std::optional<Duration> retry_after
);
void start_probe(Transition& run, const StepRef& step);
// The same as soon as calls may go out: at once, or on resume.
void ask_whether_applied(Transition& run, const StepRef& step);
// The next attempt of the forward call.
void start_next_attempt(Transition& run, const StepRef& step);

void repeat_interrupted(Transition& run, const StepRef& step, Outcome outcome);

// Back-off is over, or an attempt was never answered.
void task_due(Transition& run, const StepRef& step);
// The engine lost sight of what was out.
void task_recovered(Transition& run, const StepRef& step);

// The answer of a probe, read by its `ok`: nullopt means that it could not be answered.
std::optional<bool> read_probe(
    Transition& run, const dsl::Call& probe, const Scope& scope, const CallResult& result
);
// Renders the probe of a step over what the step saw when it ran.
Result<dsl::Rendered> render_probe(
    const Transition& run, const StepRef& step, const dsl::Call& probe, const UndoEntry* undo
);

}  // namespace sagaflow::kernel
