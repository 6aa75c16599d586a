// An instance as the API shows it, made from its state alone. Pure.
#pragma once

#include "engine/core/json.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

// {id, saga, version, key, status, waitingFor, input, vars, steps, output, error, startedAt,
// updatedAt, endedAt, overdue, pivotPassed, compensation, seq, currentError}; null where there is
// nothing.
Json instance_document(const InstanceState& state);

// What the instance waits for: a list of {kind, state, …}; kinds are task, retry, timer, event and
// operator. Empty when it has ended.
Json waiting_for(const InstanceState& state);

// The member `currentError`, from `waitingFor` and `error` beside it: the error that matters now,
// without its body. Of a stuck instance that of the undo that failed, not what began the undo.
void add_current_error(Json& document);

// The names of the active states, comma separated: steps being undone while compensating.
std::string active_states(const InstanceState& state);

}  // namespace sagaflow::kernel
