#include "engine/kernel/apply/appliers.hpp"

namespace sagaflow::kernel::appliers {

StepRef ref_of(const HistoryEvent& event) { return {event.state, event.item, event.visit}; }

ActiveState& active_of(InstanceState& state, const HistoryEvent& event) {
    ActiveState* active = find_active(state, ref_of(event));
    ENSURE(active != nullptr, event.state);
    return *active;
}

UndoEntry& undo_of(InstanceState& state, const HistoryEvent& event) {
    UndoEntry* undo = find_undo(state, ref_of(event));
    ENSURE(undo != nullptr, event.state);
    return *undo;
}

ActiveState& enter(InstanceState& state, const HistoryEvent& event) {
    for (ActiveState& active : state.active) {
        if (active.phase != Phase::kReady || active.next != event.state) continue;
        if (active.item != event.item) continue;
        active = ActiveState{};
        active.state = event.state;
        active.item = event.item;
        active.visit = event.visit;
        return active;
    }
    ENSURE(false, event.state);
}

void drop_snapshot(UndoEntry& undo) {
    undo.vars = nullptr;
    undo.steps = nullptr;
}

void move_instance(InstanceState& state, InstanceCommand command) {
    const auto next = next_status(state.status, command);
    ENSURE(next.has_value(), to_string(command));
    state.status = *next;
}

void move_step(InstanceState& state, const StepRef& step, StepCommand command) {
    const auto record = state.steps.find(step.state);
    // The record tells of the last visit only; undos of earlier visits leave it alone.
    if (record == state.steps.end() || record->second.visit != step.visit) return;
    const auto next = next_status(record->second.status, command);
    ENSURE(next.has_value(), to_string(command));
    record->second.status = *next;
}

void end_instance(InstanceState& state, const HistoryEvent& event) {
    state.active.clear();
    state.stored_events.clear();
    state.rewind.reset();
    for (UndoEntry& undo : state.undos) drop_snapshot(undo);
    state.ended_at = event.at;
}

void stop_forward_work(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kCompensate);
    state.error = step_error_from(event.data.at("error"));
    state.stored_events.clear();
    // Everything but calls that are out was abandoned or is done.
    std::erase_if(state.active, [](const ActiveState& active) {
        return active.phase != Phase::kAttempting;
    });
}

void leave(ActiveState& active, const HistoryEvent& event) {
    active.due_at.reset();
    active.waits.clear();
    if (event.data.contains("error")) {
        active.phase = Phase::kFailed;
        active.error = step_error_from(event.data.at("error"));
    } else {
        active.phase = Phase::kReady;
        active.next = event.data.at("next").get<std::string>();
        active.with = nullptr;
        active.secrets.clear();
        active.error.reset();
    }
}

void set_variables(InstanceState& state, const HistoryEvent& event) {
    const auto set = event.data.find("set");
    if (set == event.data.end()) return;
    for (const auto& [name, value] : set->items()) state.vars[name] = value;
}

void close_undo(InstanceState& state, const StepRef& step, UndoPhase phase) {
    UndoEntry* undo = find_undo(state, step);
    if (undo == nullptr || undo->phase != UndoPhase::kOpen) return;
    undo->ended = ++state.order;
    if (const ActiveState* active = find_active(state, step)) {
        undo->probe_attempt = active->probe_attempt;
        undo->probe_base = active->probe_attempt;
    }
    undo->phase = phase;
    if (phase == UndoPhase::kNotNeeded && undo->undo_on_failed) undo->phase = UndoPhase::kPending;
}

std::optional<Timestamp> time_in(const Json& data, const char* name) {
    const auto found = data.find(name);
    if (found == data.end() || found->is_null()) return std::nullopt;
    return Timestamp{found->get<std::int64_t>()};
}

std::optional<Intervention> intervention_in(const HistoryEvent& event) {
    if (!event.data.is_object() || !event.data.contains("actor")) return std::nullopt;
    return Intervention{event.data.value("actor", ""), event.data.value("reason", ""), event.at};
}

std::vector<SecretUse> secrets_in(const Json& data) {
    const auto found = data.find("secrets");
    return found == data.end() ? std::vector<SecretUse>{} : secret_uses_from(*found);
}

}  // namespace sagaflow::kernel::appliers
