// Events of steps: what a task's forward call goes through.
#include "engine/kernel/apply/appliers.hpp"

#include "engine/core/planted_bug.hpp"

namespace sagaflow::kernel::appliers {
namespace {

void register_undo(InstanceState& state, const HistoryEvent& event) {
    UndoEntry undo;
    undo.state = event.state;
    undo.item = event.item;
    undo.visit = event.visit;
    undo.started = state.order;
    undo.undo_on_failed = event.data.value("undoOnFailed", false);
    if (event.data.value("keepVars", false)) undo.vars = state.vars;
    if (event.data.value("keepSteps", false)) undo.steps = state.outputs;
    state.undos.push_back(std::move(undo));
}

StepRecord* record_of(InstanceState& state, const HistoryEvent& event) {
    const auto record = state.steps.find(event.state);
    if (record == state.steps.end() || record->second.visit != event.visit) return nullptr;
    return &record->second;
}

// What is behind a passed pivot is never undone.
void pass_pivot(InstanceState& state) {
    state.pivot_passed = true;
    for (UndoEntry& undo : state.undos) {
        if (is_settled(undo.phase)) continue;
        undo.phase = UndoPhase::kKept;
        drop_snapshot(undo);
    }
}

void remove_active(InstanceState& state, const StepRef& step) {
    std::erase_if(state.active, [&](const ActiveState& active) {
        return kernel::ref_of(active) == step;
    });
}

}  // namespace

void step_started(InstanceState& state, const HistoryEvent& event) {
    const Json& data = event.data;
    ++state.order;
    if (data.value("undo", false)) register_undo(state, event);
    ActiveState& active = enter(state, event);
    active.phase = Phase::kAttempting;
    active.attempt = 1;
    active.first_attempt_at = event.at;
    active.due_at = event.at + Duration{data.at("timeout").get<std::int64_t>()};
    if (data.contains("with")) active.with = data.at("with");
    active.secrets = secrets_in(data);
    StepRecord& record = state.steps[event.state];
    record = StepRecord{};
    record.visit = event.visit;
    record.attempts = 1;
    record.order = static_cast<std::uint32_t>(state.order);
}

void step_succeeded(InstanceState& state, const HistoryEvent& event) {
    const StepRef step = ref_of(event);
    state.outputs[event.state] = event.data.at("output");
    set_variables(state, event);
    move_step(state, step, StepCommand::kSucceed);
    if (StepRecord* record = record_of(state, event)) record->error.reset();
    close_undo(state, step, UndoPhase::kPending);
    if (UndoEntry* undo = find_undo(state, step)) undo->output = event.data.at("output");
    if (event.data.value("pivot", false)) pass_pivot(state);
    if (state.status == InstanceStatus::kCompensating || state.status == InstanceStatus::kStuck) {
        remove_active(state, step);
        return;
    }
    ActiveState& active = active_of(state, event);
    active.applied = true;
    leave(active, event);
}

void step_failed(InstanceState& state, const HistoryEvent& event) {
    const StepRef step = ref_of(event);
    const StepError error = step_error_from(event.data.at("error"));
    const bool unknown = error.outcome == Outcome::kUnknown;
    move_step(state, step, unknown ? StepCommand::kLoseTrack : StepCommand::kFail);
    if (StepRecord* record = record_of(state, event)) record->error = error;
    const bool uncertain = unknown && !has_planted(PlantedBug::kUnknownIsFailed);
    close_undo(state, step, uncertain ? UndoPhase::kUncertain : UndoPhase::kNotNeeded);
    if (state.status == InstanceStatus::kCompensating || state.status == InstanceStatus::kStuck) {
        remove_active(state, step);
        return;
    }
    ActiveState& active = active_of(state, event);
    active.phase = Phase::kFailed;
    active.due_at.reset();
    active.error = error;
    // What the attempts come to together. It outlives a park: a later no does not settle it.
    active.unknown_seen = unknown;
}

void step_abandoned(InstanceState& state, const HistoryEvent& event) {
    const StepRef step = ref_of(event);
    const bool unknown =
        outcome_from(event.data.at("outcome").get<std::string>()) == Outcome::kUnknown;
    const ActiveState& active = active_of(state, event);
    // Parked and failed steps have their outcome already.
    if (active.phase != Phase::kParked && active.phase != Phase::kFailed &&
        active.phase != Phase::kReady) {
        move_step(state, step, unknown ? StepCommand::kLoseTrack : StepCommand::kFail);
        close_undo(state, step, unknown ? UndoPhase::kUncertain : UndoPhase::kNotNeeded);
    }
    remove_active(state, step);
}

void step_retried(InstanceState& state, const HistoryEvent& event) {
    ActiveState& active = active_of(state, event);
    if (state.status == InstanceStatus::kParked) move_instance(state, InstanceCommand::kUnpark);
    state.error.reset();
    active.attempt_base = active.attempt;
    active.first_attempt_at = event.at;
    active.error.reset();
    if (event.data.contains("next")) {  // the state is entered anew: it never got to an attempt
        leave(active, event);
        return;
    }
    if (event.data.contains("with")) {
        active.with = event.data.at("with");
        active.secrets = secrets_in(event.data);
    }
    active.phase = Phase::kBackoff;
    active.due_at = event.at;
    if (UndoEntry* undo = find_undo(state, ref_of(event))) {
        if (!is_settled(undo->phase) || undo->phase == UndoPhase::kNotNeeded) {
            undo->phase = UndoPhase::kOpen;
            undo->ended = 0;
        }
    }
}

void step_skipped(InstanceState& state, const HistoryEvent& event) {
    const StepRef step = ref_of(event);
    if (state.status == InstanceStatus::kParked) move_instance(state, InstanceCommand::kUnpark);
    state.error.reset();
    if (event.visit != 0) state.outputs[event.state] = event.data.at("output");
    ActiveState& active = active_of(state, event);
    close_undo(state, step, active.unknown_seen ? UndoPhase::kUncertain : UndoPhase::kNotNeeded);
    move_step(state, step, StepCommand::kSkip);
    if (event.data.value("pivot", false)) pass_pivot(state);
    leave(active, event);
}

// A success that nobody waited for any more: the effect is there, so it has to be undone, whatever
// was thought of it. One that was undone already stays so: both calls carried the step's key.
void late_result_recorded(InstanceState& state, const HistoryEvent& event) {
    if (event.data.at("outcome") != to_string(Outcome::kOk)) return;
    ActiveState* active = find_active(state, ref_of(event));
    if (active != nullptr && active->phase != Phase::kReady) active->unknown_seen = true;
    UndoEntry* undo = find_undo(state, ref_of(event));
    if (undo == nullptr) return;
    const bool thought_absent = undo->phase == UndoPhase::kNotNeeded;
    const bool in_doubt =
        undo->phase == UndoPhase::kUncertain || undo->phase == UndoPhase::kProbing;
    // Terminated while the attempt was out: the effect is left, and is shown as such.
    const bool left_behind = undo->phase == UndoPhase::kOpen && has_ended(state.status);
    if (!thought_absent && !in_doubt && !left_behind) return;
    undo->phase = UndoPhase::kPending;
    undo->output = event.data.value("output", Json());
    undo->calling = false;
    undo->due_at.reset();
    undo->first_attempt_at.reset();
}

}  // namespace sagaflow::kernel::appliers
