#include "engine/kernel/states/states.hpp"

namespace sagaflow::kernel {

void enter_fail(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& fail = std::get<dsl::FailState>(definition.kind);
    StepError error;
    error.type = fail.error;
    if (fail.message != nullptr) {
        const auto message = dsl::render_value(fail.message, run.scope());
        // The error that the definition raises counts, also when its text cannot be put together.
        if (message.ok()) {
            error.message = message->is_string() ? message->get<std::string>() : to_text(*message);
        } else {
            error.message = "(the message could not be evaluated: " + message.error().message + ")";
        }
    }
    fail_state(run, step, std::move(error));
}

}  // namespace sagaflow::kernel
