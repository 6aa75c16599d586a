#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"
#include "engine/kernel/task/task.hpp"

namespace sagaflow::kernel {
namespace {

bool can_retry(const ActiveState& active) {
    return active.phase == Phase::kParked || active.phase == Phase::kBackoff;
}

bool retry_step(Transition& run, const OperatorAsked& asked) {
    for (const ActiveState& active : run.state().active) {
        const StepRef step = ref_of(active);
        if (!can_retry(active) || !names(asked, step)) continue;
        if (active.applied) {
            run.refuse(
                "Expected a step that can be called again, but " + step.state +
                " was applied and its result is committed; skip it with an output instead"
            );
            return true;
        }
        Json data = asked_by(asked);
        const bool attempted = active.attempt > 0;
        if (asked.arguments.contains("with")) {
            if (!attempted) {
                run.refuse(
                    "Expected a step that was called before, but the input of " + step.state +
                    " could not be evaluated: edit the variables that it reads, then retry"
                );
                return true;
            }
            if (!edit_input(run, asked, active.with, active.secrets, data)) return true;
        }
        // A state that never got to an attempt is entered anew.
        if (!attempted) data["next"] = step.state;
        emit_asked(run, EventType::kStepRetried, step, std::move(data));
        if (attempted) start_next_attempt(run, step);
        advance(run);
        return true;
    }
    return false;
}

bool retry_undos(Transition& run, const OperatorAsked& asked) {
    std::vector<StepRef> steps;
    for (const UndoEntry& undo : run.state().undos) {
        const bool waiting = undo.phase == UndoPhase::kUndoing && !undo.calling;
        if (undo.phase != UndoPhase::kFailed && !waiting) continue;
        if (names(asked, ref_of(undo))) steps.push_back(ref_of(undo));
    }
    for (const StepRef& step : steps) {
        if (!find_undo(run.state(), step)->rendered) {
            run.refuse(
                "Expected an undo that was sent before, but the input of " + step.state +
                "'s undo could not be evaluated; resolve it with `with`, done or giveUp"
            );
            return true;
        }
    }
    for (const StepRef& step : steps) {
        emit_asked(run, EventType::kUndoRetried, step, asked_by(asked));
        start_undo_attempt(run, step);
    }
    if (!steps.empty()) advance_compensation(run);
    return !steps.empty();
}

}  // namespace

// Parked or in back-off: the next attempt of the same visit, now. Stuck: the undos that failed.
void act_retry(Transition& run, const OperatorAsked& asked) {
    const InstanceStatus status = run.state().status;
    const bool forward = status == InstanceStatus::kRunning || status == InstanceStatus::kParked;
    const bool undoing =
        status == InstanceStatus::kStuck || status == InstanceStatus::kCompensating;
    if (forward && retry_step(run, asked)) return;
    if (undoing && asked.arguments.contains("with")) {
        run.refuse(
            "Expected a forward step to retry with other input, but this instance is being undone: "
            "resolve the undo with `resolution` retry and `with`"
        );
        return;
    }
    if (undoing && retry_undos(run, asked)) return;
    run.refuse(
        "Expected a step that is parked or waits for its next attempt, or an undo that failed, but "
        "this instance is " +
        std::string(to_string(status)) + " and has none" +
        (asked.arguments.contains("step") ? " of that name" : "")
    );
}

}  // namespace sagaflow::kernel
