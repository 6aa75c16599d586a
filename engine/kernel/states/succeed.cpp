#include "engine/kernel/states/states.hpp"

namespace sagaflow::kernel {

void enter_succeed(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& succeed = std::get<dsl::SucceedState>(definition.kind);
    auto output = dsl::render_value(succeed.output, run.scope());
    if (!output.ok()) {
        fail_state(run, step, Error{output.error().code, "output: " + output.error().message});
        return;
    }
    run.emit(EventType::kInstanceCompleted, step, Json{{"output", std::move(*output)}});
}

}  // namespace sagaflow::kernel
