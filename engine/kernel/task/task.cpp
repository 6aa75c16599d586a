// Entering a task, and its successful end.
#include "engine/kernel/task/task.hpp"

#include "engine/kernel/task/call.hpp"

namespace sagaflow::kernel {
namespace {

std::string_view effect_name(dsl::Effect effect) {
    switch (effect) {
        case dsl::Effect::kReversible:
            return "reversible";
        case dsl::Effect::kNone:
            return "none";
        case dsl::Effect::kPivot:
            return "pivot";
        case dsl::Effect::kRetriable:
            return "retriable";
    }
    ENSURE(false, "effect");
}

Json started_data(const dsl::TaskState& task, const dsl::Rendered& rendered, Duration timeout) {
    Json data = Json::object();
    data["timeout"] = timeout.ms;
    data["effect"] = effect_name(task.effect);
    if (!rendered.value.is_null()) data["with"] = rendered.value;
    if (!rendered.secrets.empty()) data["secrets"] = to_json(rendered.secrets);
    if (task.compensate) {
        data["undo"] = true;
        if (task.undo_on_failed) data["undoOnFailed"] = true;
        if (task.undo_reads_vars) data["keepVars"] = true;
        if (task.undo_reads_steps) data["keepSteps"] = true;
    }
    return data;
}

}  // namespace

Result<Json> output_of(const dsl::TaskState& task, const Scope& scope, const CallResult& result) {
    Json output = result.result;
    if (task.output != nullptr) {
        auto rendered = dsl::render_value(task.output, scope);
        if (!rendered.ok()) {
            return Error{rendered.error().code, "output: " + rendered.error().message};
        }
        output = std::move(*rendered);
    }
    if (approximate_size(output) > limits::kStepOutputBytesMax) {
        return Error{
            ErrorCode::kTooLarge,
            "Expected a step output of at most " + std::to_string(limits::kStepOutputBytesMax) +
                " bytes"};
    }
    return output;
}

void enter_task(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& task = std::get<dsl::TaskState>(definition.kind);
    dsl::Rendered rendered;
    if (task.call.with != nullptr) {
        Scope scope = run.scope();
        scope.step(idempotency_key(run.state().id, step, CallKind::kDo), 1);
        auto result = dsl::render(*task.call.with, scope);
        if (!result.ok()) {
            const StepError error = expression_error(
                step.state, Error{result.error().code, "with: " + result.error().message}
            );
            run.emit(EventType::kStateFailed, step, Json{{"error", to_json(error)}});
            return;
        }
        rendered = std::move(*result);
    }
    const Duration timeout = attempt_timeout(run, task.call, rendered.value);
    run.emit(EventType::kStepStarted, step, started_data(task, rendered, timeout));
    send_call(
        run, {step, CallKind::kDo, false, 1}, task.call, rendered.value, rendered.secrets, timeout
    );
}

void succeed_task(Transition& run, const StepRef& step, const CallResult& result) {
    const dsl::TaskState& task = run.task(step.state);
    const ActiveState& active = *find_active(run.state(), step);
    Scope scope = run.scope();
    scope.result(result.result, result.response)
        .step(idempotency_key(run.state().id, step, CallKind::kDo), active.attempt);
    Json data = Json::object();
    data["attempt"] = active.attempt;
    std::optional<Error> useless;
    auto output = output_of(task, scope, result);
    if (output.ok()) {
        scope.output(*output);
        data["output"] = *output;
        auto set = evaluate_assignments(task.assign, scope);
        if (!set.ok()) useless = set.error();
        if (set.ok() && !set->empty()) data["set"] = std::move(*set);
    } else {
        useless = output.error();
        data["output"] = result.result;
    }
    // The effect is applied in any case; that its output is no use fails the flow, not the effect.
    if (useless) {
        data["error"] = to_json(expression_error(step.state, *useless));
        data.erase("set");
    } else {
        data["next"] = run.name_of(task.next);
    }
    if (task.effect == dsl::Effect::kPivot) data["pivot"] = true;
    run.emit(EventType::kStepSucceeded, step, std::move(data));
}

}  // namespace sagaflow::kernel
