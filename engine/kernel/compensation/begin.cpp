// From forward work to undo.
#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/compensation/compensation.hpp"

namespace sagaflow::kernel {
namespace {

// A step between two attempts ends here: unknown if an attempt may have been applied.
void abandon_waiting_steps(Transition& run) {
    std::vector<StepRef> steps;
    for (const ActiveState& active : run.state().active) {
        if (active.phase != Phase::kAttempting && active.phase != Phase::kReady &&
            active.phase != Phase::kFailed && !active.state.empty()) {
            steps.push_back(ref_of(active));
        }
    }
    for (const StepRef& step : steps) {
        const bool unknown = find_active(run.state(), step)->unknown_seen;
        run.emit(
            EventType::kStepAbandoned,
            step,
            Json{{"outcome", to_string(unknown ? Outcome::kUnknown : Outcome::kFailed)}}
        );
    }
}

// By itself, or because an operator asked for it.
void turn_back(Transition& run, EventType type, Json data) {
    if (data.contains("actor"))
        emit_asked(run, type, {}, std::move(data));
    else
        run.emit(type, std::move(data));
    advance_compensation(run);
}

}  // namespace

void begin_compensation(Transition& run, Json data) {
    abandon_waiting_steps(run);
    turn_back(run, EventType::kCompensationStarted, std::move(data));
}

void begin_rewind(Transition& run, Json data) {
    abandon_waiting_steps(run);
    turn_back(run, EventType::kRewindStarted, std::move(data));
}

}  // namespace sagaflow::kernel
