#include "engine/shard/action_plan.hpp"

#include "engine/kernel/plan/plan.hpp"
#include "engine/shard/document.hpp"

namespace sagaflow {

kernel::OperatorAsked asked_of(const ActOnInstance& command) {
    kernel::OperatorAsked asked;
    // The verbs stand in the same order.
    asked.verb = static_cast<kernel::OperatorVerb>(command.action);
    asked.actor = command.actor;
    asked.reason = command.reason;
    asked.arguments = command.arguments.is_object() ? command.arguments : Json::object();
    asked.bulk = command.bulk;
    return asked;
}

bool restarts(const InstanceState& state, Action action) {
    return action == Action::kRetry && state.status == InstanceStatus::kCompensated;
}

std::optional<Error> refuse_restart(const ActOnInstance& command) {
    if (!command.arguments.is_object() || !command.arguments.contains("with")) return std::nullopt;
    return Error{
        ErrorCode::kConflict,
        "Expected a step to retry with other input, but this instance was undone: retry without "
        "`with` starts it anew with the saga's input"};
}

Result<Json> plan_of(
    const dsl::Program& program,
    const InstanceState& state,
    const ActOnInstance& command,
    const kernel::Context& context
) {
    if (restarts(state, command.action)) {
        if (const auto refusal = refuse_restart(command)) return *refusal;
        return kernel::plan_start_anew(program, state, context);
    }
    return kernel::plan_action(
        program, state, asked_of(command), to_string(command.action), context
    );
}

Result<Json> plan_of_stored(
    const store::StoredInstance& stored,
    const ActOnInstance& command,
    const Catalog& catalog,
    const kernel::Environment& environment,
    Timestamp now
) {
    const auto state = state_of(stored);
    if (!state.ok()) return state.error();
    const dsl::ProgramPtr program = catalog.find(state->saga, state->version);
    if (program == nullptr) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to know " + state->saga + " version " + std::to_string(state->version) +
                ", but this node has not read it yet; try again"};
    }
    return plan_of(*program, *state, command, {now, 0, environment});
}

}  // namespace sagaflow
