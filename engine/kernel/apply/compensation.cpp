// Events of compensation.
#include "engine/kernel/apply/appliers.hpp"

namespace sagaflow::kernel::appliers {

namespace {

// Text as it is, a document as JSON; its beginning, for the sentences that tell of it.
std::string evidence_in(const Json& data) {
    const auto found = data.find("evidence");
    if (found == data.end() || found->is_null()) return {};
    const std::string text = found->is_string() ? found->get<std::string>() : to_text(*found);
    return shortened(text, limits::kEvidenceBytesKept);
}

}  // namespace

void compensation_started(InstanceState& state, const HistoryEvent& event) {
    stop_forward_work(state, event);
    state.intervention = intervention_in(event);
}

void rewind_started(InstanceState& state, const HistoryEvent& event) {
    stop_forward_work(state, event);
    state.intervention = intervention_in(event);
    const std::string& to = event.data.at("next").get_ref<const std::string&>();
    const auto record = state.steps.find(to);
    ENSURE(record != state.steps.end(), to);
    state.rewind = std::make_shared<const Rewind>(Rewind{to, record->second.order});
}

void instance_rewound(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kReturn);
    state.error.reset();
    state.rewind.reset();
    state.intervention.reset();
    ActiveState active;
    active.phase = Phase::kReady;
    active.next = event.data.at("next").get<std::string>();
    state.active.push_back(std::move(active));
}

void undo_started(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    undo.phase = UndoPhase::kUndoing;
    undo.rendered = true;
    if (event.data.contains("with")) undo.with = event.data.at("with");
    undo.secrets = secrets_in(event.data);
    drop_snapshot(undo);
    undo.attempt = 1;
    undo.calling = true;
    undo.first_attempt_at = event.at;
    undo.due_at = event.at + Duration{event.data.at("timeout").get<std::int64_t>()};
    move_step(state, ref_of(event), StepCommand::kStartUndo);
}

void undo_succeeded(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    undo.phase = UndoPhase::kUndone;
    undo.calling = false;
    undo.due_at.reset();
    undo.error.reset();
    move_step(state, ref_of(event), StepCommand::kFinishUndo);
}

void undo_failed(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    if (undo.phase != UndoPhase::kUndoing) {
        move_step(state, ref_of(event), StepCommand::kStartUndo);  // it could not be rendered
    }
    undo.phase = UndoPhase::kFailed;
    undo.calling = false;
    undo.due_at.reset();
    undo.error = step_error_from(event.data.at("error"));
    move_step(state, ref_of(event), StepCommand::kFailUndo);
    if (state.status == InstanceStatus::kCompensating) {
        move_instance(state, InstanceCommand::kGetStuck);
    }
}

void undo_retried(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    if (undo.phase == UndoPhase::kFailed) {
        move_step(state, ref_of(event), StepCommand::kStartUndo);
    }
    if (event.data.contains("with")) {
        undo.with = event.data.at("with");
        undo.secrets = secrets_in(event.data);
        undo.rendered = true;
    }
    undo.phase = UndoPhase::kUndoing;
    undo.attempt_base = undo.attempt;
    undo.first_attempt_at = event.at;
    undo.calling = false;
    undo.due_at = event.at;
}

void undo_resolved(InstanceState& state, const HistoryEvent& event) {
    UndoEntry& undo = undo_of(state, event);
    const bool done = event.data.at("resolution") == "done";
    undo.phase = done ? UndoPhase::kDoneOutside : UndoPhase::kGivenUp;
    undo.settled_by = event.data.value("actor", "");
    undo.evidence = evidence_in(event.data);
    undo.due_at.reset();
    undo.calling = false;
    move_step(state, ref_of(event), done ? StepCommand::kFinishUndo : StepCommand::kGiveUpUndo);
}

void instance_unstuck(InstanceState& state, const HistoryEvent&) {
    move_instance(state, InstanceCommand::kUnstick);
}

void instance_compensated(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kFinishUndo);
    end_instance(state, event);
}

void instance_partially_compensated(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kFinishPartly);
    end_instance(state, event);
}

}  // namespace sagaflow::kernel::appliers
