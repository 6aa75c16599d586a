#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"

namespace sagaflow::kernel {
namespace {

const UndoEntry* failed_undo(const Transition& run, const OperatorAsked& asked) {
    for (const UndoEntry& undo : run.state().undos) {
        if (undo.phase == UndoPhase::kFailed && names(asked, ref_of(undo))) return &undo;
    }
    return nullptr;
}

void retry_with(Transition& run, const OperatorAsked& asked, const UndoEntry& undo) {
    const StepRef step = ref_of(undo);
    Json data = asked_by(asked);
    if (asked.arguments.contains("with")) {
        if (!edit_input(run, asked, undo.rendered ? undo.with : Json(), undo.secrets, data)) return;
    } else if (!undo.rendered) {
        run.refuse(
            "Expected `with`, because the input of " + step.state +
            "'s undo could not be evaluated: give the whole input"
        );
        return;
    }
    emit_asked(run, EventType::kUndoRetried, step, std::move(data));
    start_undo_attempt(run, step);
}

}  // namespace

// Decides a stuck undo: again (with other input, if given), done outside, or given up.
void act_resolve(Transition& run, const OperatorAsked& asked) {
    const InstanceStatus status = run.state().status;
    if (status != InstanceStatus::kStuck && status != InstanceStatus::kCompensating) {
        run.refuse(
            "Expected an instance that is being undone, but this one is " +
            std::string(to_string(status))
        );
        return;
    }
    const UndoEntry* undo = failed_undo(run, asked);
    if (undo == nullptr) {
        std::string waiting;
        for (const UndoEntry& other : run.state().undos) {
            if (other.phase == UndoPhase::kFailed) waiting += " " + other.state;
        }
        if (!waiting.empty()) {
            run.refuse("Expected a step whose undo failed for good; here these did:" + waiting);
            return;
        }
        run.refuse(
            "Expected an undo that failed for good" +
            std::string(asked.arguments.contains("step") ? " of that step" : "") +
            ", but this instance is " + std::string(to_string(status)) + " and has none"
        );
        return;
    }
    const std::string resolution = asked.arguments.value("resolution", "");
    if (resolution == "retry") {
        retry_with(run, asked, *undo);
    } else {
        Json data = asked_by(asked);
        data["resolution"] = resolution;
        if (asked.arguments.contains("evidence")) data["evidence"] = asked.arguments.at("evidence");
        emit_asked(run, EventType::kUndoResolved, ref_of(*undo), std::move(data));
    }
    if (!run.out().refusal) advance_compensation(run);
}

}  // namespace sagaflow::kernel
