// One applier for each event type, and what they share. Private to kernel/apply.
#pragma once

#include "engine/kernel/apply/apply.hpp"
#include "engine/kernel/lifecycle/instance_lifecycle.hpp"
#include "engine/kernel/lifecycle/step_lifecycle.hpp"

namespace sagaflow::kernel::appliers {

// --- shared ------------------------------------------------------------------------------------

StepRef ref_of(const HistoryEvent& event);
// The place that the event speaks of; aborts when there is none.
ActiveState& active_of(InstanceState& state, const HistoryEvent& event);
UndoEntry& undo_of(InstanceState& state, const HistoryEvent& event);
// The place that is ready to enter the event's state, turned into a fresh visit of it.
ActiveState& enter(InstanceState& state, const HistoryEvent& event);
// Moves along the lifecycle tables; aborts on a move that they do not know.
void move_instance(InstanceState& state, InstanceCommand command);
void move_step(InstanceState& state, const StepRef& step, StepCommand command);
// The instance has ended: nothing is active or due any more.
void end_instance(InstanceState& state, const HistoryEvent& event);
// Undo begins: only forward calls that are out stay until they end.
void stop_forward_work(InstanceState& state, const HistoryEvent& event);
// The active place is done: what comes next is `next`, or the error in data, if there is one.
void leave(ActiveState& active, const HistoryEvent& event);
void set_variables(InstanceState& state, const HistoryEvent& event);
// Ends the step's registered undo entry, if it has one.
void close_undo(InstanceState& state, const StepRef& step, UndoPhase phase);
// What the undo was to be rendered over is not needed any more.
void drop_snapshot(UndoEntry& undo);
std::optional<Timestamp> time_in(const Json& data, const char* name);
std::vector<SecretUse> secrets_in(const Json& data);
// None where the saga itself brought it about.
std::optional<Intervention> intervention_in(const HistoryEvent& event);

// --- the instance ------------------------------------------------------------------------------

void instance_started(InstanceState& state, const HistoryEvent& event);
void instance_completed(InstanceState& state, const HistoryEvent& event);
void instance_failed(InstanceState& state, const HistoryEvent& event);
void instance_parked(InstanceState& state, const HistoryEvent& event);
void instance_paused(InstanceState& state, const HistoryEvent& event);
void instance_resumed(InstanceState& state, const HistoryEvent& event);
void instance_terminated(InstanceState& state, const HistoryEvent& event);
void deadline_passed(InstanceState& state, const HistoryEvent& event);
void variables_edited(InstanceState& state, const HistoryEvent& event);
void rewind_started(InstanceState& state, const HistoryEvent& event);
void instance_rewound(InstanceState& state, const HistoryEvent& event);

// --- local states and waiting --------------------------------------------------------------------

void choice_taken(InstanceState& state, const HistoryEvent& event);
void variables_set(InstanceState& state, const HistoryEvent& event);
void timer_started(InstanceState& state, const HistoryEvent& event);
void timer_fired(InstanceState& state, const HistoryEvent& event);
void receive_started(InstanceState& state, const HistoryEvent& event);
void event_received(InstanceState& state, const HistoryEvent& event);
void event_stored(InstanceState& state, const HistoryEvent& event);
void receive_timed_out(InstanceState& state, const HistoryEvent& event);
void state_failed(InstanceState& state, const HistoryEvent& event);
void error_caught(InstanceState& state, const HistoryEvent& event);

// --- steps -------------------------------------------------------------------------------------

void step_started(InstanceState& state, const HistoryEvent& event);
void step_succeeded(InstanceState& state, const HistoryEvent& event);
void step_failed(InstanceState& state, const HistoryEvent& event);
void step_abandoned(InstanceState& state, const HistoryEvent& event);
void step_retried(InstanceState& state, const HistoryEvent& event);
void step_skipped(InstanceState& state, const HistoryEvent& event);
void attempt_started(InstanceState& state, const HistoryEvent& event);
void attempt_ended(InstanceState& state, const HistoryEvent& event);
void attempt_interrupted(InstanceState& state, const HistoryEvent& event);
void retry_scheduled(InstanceState& state, const HistoryEvent& event);
void probe_answered(InstanceState& state, const HistoryEvent& event);
void late_result_recorded(InstanceState& state, const HistoryEvent& event);

// --- compensation --------------------------------------------------------------------------------

void compensation_started(InstanceState& state, const HistoryEvent& event);
void undo_started(InstanceState& state, const HistoryEvent& event);
void undo_succeeded(InstanceState& state, const HistoryEvent& event);
void undo_failed(InstanceState& state, const HistoryEvent& event);
void undo_retried(InstanceState& state, const HistoryEvent& event);
void undo_resolved(InstanceState& state, const HistoryEvent& event);
void instance_unstuck(InstanceState& state, const HistoryEvent& event);
void instance_compensated(InstanceState& state, const HistoryEvent& event);
void instance_partially_compensated(InstanceState& state, const HistoryEvent& event);

}  // namespace sagaflow::kernel::appliers
