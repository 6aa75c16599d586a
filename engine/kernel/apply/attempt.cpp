// Events of single attempts, of the forward call and of its probe.
#include "engine/kernel/apply/appliers.hpp"

namespace sagaflow::kernel::appliers {
namespace {

CallKind kind_of(const HistoryEvent& event) {
    return call_kind_from(event.data.at("kind").get_ref<const std::string&>())
        .value_or(CallKind::kDo);
}

bool of_undo(const HistoryEvent& event) { return event.data.value("undo", false); }

// Undo calls, and probes that come before an undo, belong to the undo entry.
void start_undo_attempt(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    const int attempt = event.data.at("attempt").get<int>();
    undo.calling = true;
    undo.due_at = event.at + Duration{event.data.at("timeout").get<std::int64_t>()};
    if (!undo.first_attempt_at) undo.first_attempt_at = event.at;
    if (kind_of(event) == CallKind::kProbe) {
        undo.phase = UndoPhase::kProbing;
        undo.probe_attempt = attempt;
    } else {
        undo.phase = UndoPhase::kUndoing;
        undo.attempt = attempt;
    }
}

void schedule_undo_retry(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    undo.calling = false;
    undo.due_at = time_in(event.data, "until");
    undo.error = step_error_from(event.data.at("error"));
}

void answer_undo_probe(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    const StepRef step = ref_of(event);
    const Json& applied = event.data.at("applied");
    undo.calling = false;
    undo.due_at.reset();
    undo.first_attempt_at.reset();  // the undo's own budget starts with its first attempt
    if (applied.is_null()) {
        undo.phase = UndoPhase::kUncertain;
        undo.probe_spent = true;
    } else if (applied.get<bool>()) {
        undo.phase = UndoPhase::kPending;
        undo.output = event.data.value("output", Json());
        move_step(state, step, StepCommand::kConfirm);
    } else {
        undo.phase = UndoPhase::kNotNeeded;
        move_step(state, step, StepCommand::kSpare);
    }
}

}  // namespace

void attempt_started(InstanceState& state, const HistoryEvent& event) {
    if (of_undo(event)) {
        start_undo_attempt(state, event);
        return;
    }
    ActiveState& active = active_of(state, event);
    const int attempt = event.data.at("attempt").get<int>();
    active.due_at = event.at + Duration{event.data.at("timeout").get<std::int64_t>()};
    if (kind_of(event) == CallKind::kProbe) {
        active.phase = Phase::kProbing;
        active.probe_attempt = attempt;
        if (!active.probing_since) active.probing_since = event.at;
        return;
    }
    active.phase = Phase::kAttempting;
    active.attempt = attempt;
    StepRecord& record = state.steps[event.state];
    record.attempts = attempt;
    if (record.status != StepStatus::kRunning) {
        move_step(state, ref_of(event), StepCommand::kAttempt);
    }
}

void attempt_ended(InstanceState& state, const HistoryEvent& event) {
    ActiveState& active = active_of(state, event);
    active.error = step_error_from(event.data.at("error"));
    if (active.error->outcome == Outcome::kUnknown) active.unknown_seen = true;
    active.probe_base = active.probe_attempt;
}

void attempt_interrupted(InstanceState& state, const HistoryEvent& event) {
    const CallKind kind = kind_of(event);
    if (of_undo(event)) {
        UndoEntry& undo = undo_of(state, event);
        if (kind == CallKind::kUndo) ++undo.attempt_base;
        return;
    }
    if (kind != CallKind::kDo) return;
    ActiveState& active = active_of(state, event);
    active.unknown_seen = true;
    ++active.attempt_base;
    active.probe_base = active.probe_attempt;
}

void retry_scheduled(InstanceState& state, const HistoryEvent& event) {
    if (of_undo(event)) {
        schedule_undo_retry(state, event);
        return;
    }
    ActiveState& active = active_of(state, event);
    active.due_at = time_in(event.data, "until");
    if (kind_of(event) == CallKind::kProbe) {
        active.phase = Phase::kProbeBackoff;
        return;
    }
    active.error = step_error_from(event.data.at("error"));
    if (active.error->outcome == Outcome::kUnknown) active.unknown_seen = true;
    active.phase = Phase::kBackoff;
    StepRecord& record = state.steps[event.state];
    record.error = active.error;
    if (record.status == StepStatus::kRunning) {
        move_step(state, ref_of(event), StepCommand::kBackOff);
    }
}

void probe_answered(InstanceState& state, const HistoryEvent& event) {
    if (of_undo(event)) {
        answer_undo_probe(state, event);
        return;
    }
    ActiveState& active = active_of(state, event);
    active.due_at.reset();
    active.probing_since.reset();
    const Json& applied = event.data.at("applied");
    if (applied.is_boolean() && !applied.get<bool>()) {
        active.unknown_seen = false;
        if (active.error) active.error->outcome = Outcome::kFailed;
    }
}

}  // namespace sagaflow::kernel::appliers
