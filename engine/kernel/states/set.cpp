#include "engine/kernel/states/states.hpp"

namespace sagaflow::kernel {

void enter_set(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& set = std::get<dsl::SetState>(definition.kind);
    auto values = evaluate_assignments(set.assign, run.scope());
    if (!values.ok()) {
        fail_state(run, step, values.error());
        return;
    }
    run.emit(
        EventType::kVariablesSet,
        step,
        Json{{"set", std::move(*values)}, {"next", run.name_of(set.next)}}
    );
}

}  // namespace sagaflow::kernel
