// What an operator's action would do to an instance: the kernel's plan, for the engine that holds
// the instance and for readers of stored ones. Pure; safe from any thread.
#pragma once

#include "engine/kernel/kernel.hpp"
#include "engine/shard/catalog.hpp"
#include "engine/shard/engine.hpp"
#include "engine/store/store.hpp"

namespace sagaflow {

kernel::OperatorAsked asked_of(const ActOnInstance& command);
// Whether the action starts the instance anew, as another one.
bool restarts(const InstanceState& state, Action action);

// Why it cannot be: a new instance begins with the input of the old one.
std::optional<Error> refuse_restart(const ActOnInstance& command);

// The plan, or the refusal that the action would get.
Result<Json> plan_of(
    const dsl::Program& program,
    const InstanceState& state,
    const ActOnInstance& command,
    const kernel::Context& context
);
Result<Json> plan_of_stored(
    const store::StoredInstance& stored,
    const ActOnInstance& command,
    const Catalog& catalog,
    const kernel::Environment& environment,
    Timestamp now
);

}  // namespace sagaflow
