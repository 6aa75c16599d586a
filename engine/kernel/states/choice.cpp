#include "engine/kernel/states/states.hpp"

namespace sagaflow::kernel {
namespace {

void take(Transition& run, const StepRef& step, Json choice, dsl::StateIndex next) {
    run.emit(
        EventType::kChoiceTaken,
        step,
        Json{{"choice", std::move(choice)}, {"next", run.name_of(next)}}
    );
}

}  // namespace

void enter_choice(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& choice = std::get<dsl::ChoiceState>(definition.kind);
    const Scope scope = run.scope();
    for (std::size_t i = 0; i < choice.choices.size(); ++i) {
        const cel::Value verdict = choice.choices[i].when->evaluate(scope);
        if (verdict.kind() == cel::Kind::kBool) {
            if (!verdict.as_bool()) continue;
            take(run, step, i, choice.choices[i].next);
            return;
        }
        const std::string why =
            verdict.is_error() ? verdict.error_message() : "it is neither true nor false";
        fail_state(
            run,
            step,
            Error{ErrorCode::kUnprocessable, "choices[" + std::to_string(i) + "].when: " + why}
        );
        return;
    }
    if (choice.otherwise) {
        take(run, step, nullptr, *choice.otherwise);
        return;
    }
    StepError error;
    error.type = "choice";
    error.message = "Expected one of the choices to hold, but none did";
    fail_state(run, step, std::move(error));
}

}  // namespace sagaflow::kernel
