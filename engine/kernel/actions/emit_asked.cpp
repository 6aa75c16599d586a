// Operators' events tell what they replaced.
#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

// Where the instance stands, and the step, as the API calls it.
Json standing(const InstanceState& state, const StepRef& step) {
    Json json{{"status", to_string(state.status)}};
    if (step.state.empty()) return json;
    const auto record = state.steps.find(step.state);
    if (record != state.steps.end() && record->second.visit == step.visit) {
        json["step"] = to_string(record->second.status);
    }
    if (const UndoEntry* undo = find_undo(state, step)) json["undo"] = to_string(undo->phase);
    return json;
}

}  // namespace

void emit_asked(Transition& run, EventType type, const StepRef& step, Json data) {
    Json before = standing(run.state(), step);
    run.emit(type, step, std::move(data));
    // The state does not hang on what is told of it: it is told once it is there.
    Json& told = run.out().events.back().data;
    told["before"].update(before);
    told["after"].update(standing(run.state(), step));
}

}  // namespace sagaflow::kernel
