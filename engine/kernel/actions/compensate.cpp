#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"

namespace sagaflow::kernel {

// An operator decides that a saga that could go on, or that is parked, is undone.
void act_compensate(Transition& run, const OperatorAsked& asked) {
    if (refuse_unless(run, InstanceCommand::kCompensate, "compensate")) return;
    if (run.state().pivot_passed) {
        run.refuse(
            "Expected to compensate before the point of no return, but the pivot is done: nothing "
            "before it can be undone"
        );
        return;
    }
    // A parked pivot is the operator's to judge; one that is still being called is not.
    const ActiveState* pivot = pivot_in_doubt(run);
    if (pivot != nullptr && pivot->phase != Phase::kParked) {
        run.refuse(
            "Expected to compensate before the point of no return, but whether the pivot " +
            pivot->state + " was applied is not known yet: wait for its outcome, or terminate"
        );
        return;
    }
    StepError error;
    error.type = "compensate";
    error.message = asked.reason;
    // A parked saga keeps the error that it is parked for.
    if (run.state().error) error = *run.state().error;
    Json data = asked_by(asked);
    data["cause"] = "operator";
    data["error"] = to_json(error);
    begin_compensation(run, std::move(data));
}

}  // namespace sagaflow::kernel
