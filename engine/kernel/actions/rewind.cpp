#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"

namespace sagaflow::kernel {
namespace {

// The last visit of the target, or why there is nothing to go back to.
Result<StepRecord> target_record(const Transition& run, const std::string& target) {
    if (run.program().find(target) == nullptr) {
        return Error{ErrorCode::kConflict, "Expected a state of the saga, but it has no " + target};
    }
    const auto record = run.state().steps.find(target);
    if (record == run.state().steps.end()) {
        return Error{
            ErrorCode::kConflict,
            "Expected a task, wait or receive that this instance has been in, but it has not been "
            "in " +
                target};
    }
    if (record->second.order == 0) {
        return Error{
            ErrorCode::kConflict,
            "Expected to know when " + target +
                " began, but that was before this was recorded; compensate instead"};
    }
    return record->second;
}

// A pivot that was passed at or after the target's visit; null: there is none.
const std::string* pivot_between(const Transition& run, const StepRecord& target) {
    if (!run.state().pivot_passed) return nullptr;
    for (const auto& [name, record] : run.state().steps) {
        if (record.order < target.order) continue;
        const auto* task = std::get_if<dsl::TaskState>(&run.definition(name).kind);
        if (task != nullptr && task->effect == dsl::Effect::kPivot) return &name;
    }
    return nullptr;
}

bool refuse_status(Transition& run) {
    if (run.state().status == InstanceStatus::kPaused) {
        run.refuse("Expected an instance that is not paused: resume it, then send it back");
        return true;
    }
    return refuse_unless(run, InstanceCommand::kCompensate, "rewind");
}

bool refuse_pivot(Transition& run, const StepRecord& target) {
    if (const std::string* passed = pivot_between(run, target)) {
        run.refuse(
            "Expected to go back to a state behind the point of no return, but the pivot " +
            *passed + " is done: nothing before it can be undone"
        );
        return true;
    }
    if (const ActiveState* pivot = pivot_in_doubt(run)) {
        run.refuse(
            "Expected to know whether the pivot " + pivot->state +
            " was applied, but nobody does yet: " +
            (pivot->phase == Phase::kParked ? "retry it, or skip it with its output"
                                            : "wait for its outcome")
        );
        return true;
    }
    return false;
}

}  // namespace

// Back to a state: what started with or after its last visit is undone, in the order of every undo,
// and the state is entered as a new visit. Variables and outputs stay as they are.
void act_rewind(Transition& run, const OperatorAsked& asked) {
    if (refuse_status(run)) return;
    const std::string target = asked.arguments.value("state", "");
    const auto record = target_record(run, target);
    if (!record.ok()) {
        run.refuse(record.error().message);
        return;
    }
    if (refuse_pivot(run, *record)) return;
    StepError error;
    error.type = "rewound";
    error.message = asked.reason;
    Json data = asked_by(asked);
    data["next"] = target;
    data["error"] = to_json(error);
    begin_rewind(run, std::move(data));
}

}  // namespace sagaflow::kernel
