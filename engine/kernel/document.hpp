// An instance as the API shows it, made from its state alone. Pure.
#pragma once

#include "engine/core/json.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

// {id, saga, version, key, status, waitingFor, input, vars, steps, output, error, startedAt,
// updatedAt, endedAt, overdue, pivotPassed, compensation, seq}; null where there is nothing.
Json instance_document(const InstanceState& state);

// What the instance waits for: a list of {kind, state, …}; kinds are task, retry, timer, event and
// operator. Empty when it has ended.
Json waiting_for(const InstanceState& state);

// The names of the active states, comma separated: steps being undone while compensating.
std::string active_states(const InstanceState& state);

}  // namespace sagaflow::kernel
