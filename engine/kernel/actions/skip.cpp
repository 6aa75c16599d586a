#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

bool can_skip(const ActiveState& active) {
    return active.phase == Phase::kParked || active.phase == Phase::kBackoff ||
           active.phase == Phase::kTimer;
}

// Where the flow goes on; nullopt: the state has no single way on.
std::optional<std::string> next_of(const Transition& run, const std::string& name) {
    const dsl::State& definition = run.definition(name);
    if (const auto* task = std::get_if<dsl::TaskState>(&definition.kind)) {
        return run.name_of(task->next);
    }
    if (const auto* wait = std::get_if<dsl::WaitState>(&definition.kind)) {
        return run.name_of(wait->next);
    }
    if (const auto* set = std::get_if<dsl::SetState>(&definition.kind)) {
        return run.name_of(set->next);
    }
    return std::nullopt;
}

bool is_pivot(const Transition& run, const std::string& name) {
    const auto* task = std::get_if<dsl::TaskState>(&run.definition(name).kind);
    return task != nullptr && task->effect == dsl::Effect::kPivot;
}

}  // namespace

// The step counts as done, with the operator's output. Its effect, if it may have one, is kept in
// mind: a step with an unknown attempt is still undone when the saga fails later.
void act_skip(Transition& run, const OperatorAsked& asked) {
    for (const ActiveState& active : run.state().active) {
        const StepRef step = ref_of(active);
        if (!can_skip(active) || !names(asked, step)) continue;
        if (run.state().status == InstanceStatus::kPaused) break;
        const auto next = next_of(run, step.state);
        if (!next) {
            run.refuse(
                "Expected a state with a single way on, but " + step.state +
                " has none: it can be retried, compensated or terminated"
            );
            return;
        }
        Json data = asked_by(asked);
        data["output"] = asked.arguments.value("output", Json());
        data["next"] = *next;
        if (is_pivot(run, step.state)) data["pivot"] = true;
        emit_asked(run, EventType::kStepSkipped, step, std::move(data));
        advance(run);
        return;
    }
    run.refuse(
        "Expected a step that is parked, waits for its next attempt or for a timer, but this "
        "instance is " +
        std::string(to_string(run.state().status)) + " and has none" +
        (asked.arguments.contains("step") ? " of that name" : "")
    );
}

}  // namespace sagaflow::kernel
