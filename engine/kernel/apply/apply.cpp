#include "engine/kernel/apply/apply.hpp"

#include <array>

#include "engine/kernel/apply/appliers.hpp"

namespace sagaflow::kernel {
namespace {

using Applier = void (*)(InstanceState&, const HistoryEvent&);

// In the order of EventType.
constexpr std::array<Applier, kEventTypeCount> kAppliers{
    appliers::instance_started,
    appliers::instance_completed,
    appliers::instance_failed,
    appliers::instance_parked,
    appliers::instance_paused,
    appliers::instance_resumed,
    appliers::instance_terminated,
    appliers::deadline_passed,
    appliers::choice_taken,
    appliers::variables_set,
    appliers::timer_started,
    appliers::timer_fired,
    appliers::receive_started,
    appliers::event_received,
    appliers::event_stored,
    appliers::receive_timed_out,
    appliers::step_started,
    appliers::attempt_started,
    appliers::attempt_ended,
    appliers::attempt_interrupted,
    appliers::retry_scheduled,
    appliers::probe_answered,
    appliers::step_succeeded,
    appliers::step_failed,
    appliers::step_abandoned,
    appliers::step_retried,
    appliers::step_skipped,
    appliers::state_failed,
    appliers::error_caught,
    appliers::late_result_recorded,
    appliers::variables_edited,
    appliers::rewind_started,
    appliers::instance_rewound,
    appliers::compensation_started,
    appliers::undo_started,
    appliers::undo_succeeded,
    appliers::undo_failed,
    appliers::undo_retried,
    appliers::undo_resolved,
    appliers::instance_unstuck,
    appliers::instance_compensated,
    appliers::instance_partially_compensated};

template <typename List>
auto* find_in(List& list, const StepRef& step) {
    for (auto& item : list) {
        if (item.visit == step.visit && item.state == step.state && item.item == step.item) {
            return &item;
        }
    }
    return static_cast<decltype(&list.front())>(nullptr);
}

}  // namespace

void apply(InstanceState& state, const HistoryEvent& event) {
    ENSURE(event.seq == state.seq + 1, "history has no gaps");
    state.seq = event.seq;
    state.updated_at = event.at;
    kAppliers[static_cast<std::size_t>(event.type)](state, event);
}

InstanceState fold(InstanceId id, std::span<const HistoryEvent> events) {
    InstanceState state;
    state.id = id;
    for (const HistoryEvent& event : events) apply(state, event);
    return state;
}

StepRef ref_of(const ActiveState& active) { return {active.state, active.item, active.visit}; }
StepRef ref_of(const UndoEntry& undo) { return {undo.state, undo.item, undo.visit}; }

ActiveState* find_active(InstanceState& state, const StepRef& step) {
    return find_in(state.active, step);
}
UndoEntry* find_undo(InstanceState& state, const StepRef& step) {
    return find_in(state.undos, step);
}
const ActiveState* find_active(const InstanceState& state, const StepRef& step) {
    return find_in(state.active, step);
}
const UndoEntry* find_undo(const InstanceState& state, const StepRef& step) {
    return find_in(state.undos, step);
}

}  // namespace sagaflow::kernel
