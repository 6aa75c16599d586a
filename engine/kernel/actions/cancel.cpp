#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"

namespace sagaflow::kernel {

// Stop, then undo.
void act_cancel(Transition& run, const OperatorAsked& asked) {
    if (refuse_unless(run, InstanceCommand::kCompensate, "cancel")) return;
    if (run.state().pivot_passed) {
        run.refuse(
            "Expected to cancel before the point of no return, but the pivot is done: what follows "
            "must succeed. Terminate stops without undo"
        );
        return;
    }
    if (const ActiveState* pivot = pivot_in_doubt(run)) {
        const bool parked = pivot->phase == Phase::kParked;
        run.refuse(
            "Expected to cancel before the point of no return, but whether the pivot " +
            pivot->state + " was applied is not known yet: " +
            (parked ? "retry it, skip it with its output, compensate if you know that it was not "
                      "applied, or terminate"
                    : "wait for its outcome, or terminate")
        );
        return;
    }
    StepError error;
    error.type = "cancelled";
    error.message = asked.reason.empty() ? "Cancelled by " + asked.actor : asked.reason;
    Json data = asked_by(asked);
    data["cause"] = "cancel";
    data["error"] = to_json(error);
    begin_compensation(run, std::move(data));
}

}  // namespace sagaflow::kernel
