// Applying events: the only place where the state of an instance changes.
//
// Total on every event that the kernel ever emitted, deterministic, and free of the definition: old
// history stays readable whatever a definition says today.
#pragma once

#include <span>

#include "engine/model/history_event.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

// Applies one event. Its seq must be the state's next; it aborts on an event that contradicts the
// state, because then either the history or the kernel is broken.
void apply(InstanceState& state, const HistoryEvent& event);

// The state of an instance from its whole history.
InstanceState fold(InstanceId id, std::span<const HistoryEvent> events);

// A step execution: one visit of a state, within an item of a map.
struct StepRef {
    std::string state;
    std::string item;
    int visit = 0;
    bool operator==(const StepRef&) const = default;
};
StepRef ref_of(const ActiveState& active);
StepRef ref_of(const UndoEntry& undo);

// Null when there is none.
ActiveState* find_active(InstanceState& state, const StepRef& step);
UndoEntry* find_undo(InstanceState& state, const StepRef& step);
const ActiveState* find_active(const InstanceState& state, const StepRef& step);
const UndoEntry* find_undo(const InstanceState& state, const StepRef& step);

}  // namespace sagaflow::kernel
