// The forward loop: enters what is ready, deals with what failed.
#include <array>

#include "engine/kernel/states/states.hpp"
#include "engine/kernel/task/task.hpp"
#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {
namespace {

using EnterState = void (*)(Transition&, const dsl::State&, const StepRef&);

// In the order of dsl::State::kind.
constexpr std::array<EnterState, std::variant_size_v<decltype(dsl::State::kind)>> kEnter{
    enter_task, enter_choice, enter_wait, enter_receive, enter_set, enter_succeed, enter_fail};

// States that stand in `steps` count their visits; the others have none to tell apart.
bool has_visits(const dsl::State& definition) {
    return std::holds_alternative<dsl::TaskState>(definition.kind) ||
           std::holds_alternative<dsl::WaitState>(definition.kind) ||
           std::holds_alternative<dsl::ReceiveState>(definition.kind);
}

int next_visit(const InstanceState& state, const std::string& name) {
    const auto record = state.steps.find(name);
    return record == state.steps.end() ? 1 : record->second.visit + 1;
}

std::optional<StepError> met_limit(const InstanceState& state, const std::string& name) {
    StepError error;
    error.type = "limit";
    error.state = name;
    if (state.seq >= limits::kHistoryEventsMax) {
        error.message = "Expected at most " + std::to_string(limits::kHistoryEventsMax) +
                        " history events; a cycle may never end";
        return error;
    }
    if (approximate_size(state) > limits::kInstanceImageBytesMax) {
        error.message = "Expected input, variables and outputs of one instance to stay below " +
                        std::to_string(limits::kInstanceImageBytesMax) + " bytes";
        return error;
    }
    return std::nullopt;
}

const ActiveState* runnable(const InstanceState& state) {
    for (const ActiveState& active : state.active) {
        if (active.phase == Phase::kReady || active.phase == Phase::kFailed) return &active;
    }
    return nullptr;
}

}  // namespace

void fail_state(Transition& run, const StepRef& step, StepError error) {
    error.state = step.state;
    run.emit(EventType::kStateFailed, step, Json{{"error", to_json(error)}});
}

void fail_state(Transition& run, const StepRef& step, const Error& expression) {
    fail_state(run, step, expression_error(step.state, expression));
}

void enter_state(Transition& run, const std::string& name, const std::string& item) {
    const dsl::State& definition = run.definition(name);
    const int visit = has_visits(definition) ? next_visit(run.state(), name) : 0;
    const StepRef step{name, item, visit};
    if (auto error = met_limit(run.state(), name)) {
        fail_state(run, step, std::move(*error));
        return;
    }
    kEnter[definition.kind.index()](run, definition, step);
}

void advance(Transition& run) {
    for (int count = 0; count < limits::kStepsPerInputMax; ++count) {
        if (run.state().status != InstanceStatus::kRunning) break;
        const ActiveState* active = runnable(run.state());
        if (active == nullptr) return;
        if (active->phase == Phase::kReady) {
            // Copied: entering replaces the place that these strings stand in.
            const std::string name = active->next;
            const std::string item = active->item;
            enter_state(run, name, item);
        } else {
            handle_failure(run, ref_of(*active));
        }
    }
    if (run.state().status == InstanceStatus::kRunning) {
        run.out().more = runnable(run.state()) != nullptr;
    }
}

}  // namespace sagaflow::kernel
