#include "engine/kernel/compensation/start_undo.hpp"

#include "engine/kernel/task/call.hpp"
#include "engine/kernel/task/task.hpp"

namespace sagaflow::kernel {
namespace {

void fail_undo(Transition& run, const StepRef& step, const Error& error) {
    StepError failure = expression_error(step.state, error);
    run.emit(EventType::kUndoFailed, step, Json{{"attempt", 0}, {"error", to_json(failure)}});
}

// Rendered once, over the snapshot that was taken when the step ran, and recorded.
Result<dsl::Rendered> render_undo(const Transition& run, const UndoEntry& undo) {
    const dsl::Call& call = *run.task(undo.state).compensate;
    if (call.with == nullptr) return dsl::Rendered{};
    const Json error = run.state().error ? to_json(*run.state().error) : Json();
    Scope scope = run.scope();
    see_snapshot(scope, undo);
    scope.output(undo.output)
        .error(error)
        .step(idempotency_key(run.state().id, ref_of(undo), CallKind::kDo), 1);
    return dsl::render(*call.with, scope);
}

void call_undo(Transition& run, const StepRef& step) {
    const dsl::Call& call = *run.task(step.state).compensate;
    const auto rendered = render_undo(run, *find_undo(run.state(), step));
    if (!rendered.ok()) {
        fail_undo(run, step, rendered.error());
        return;
    }
    const Duration timeout = attempt_timeout(run, call, rendered->value);
    Json data{{"timeout", timeout.ms}};
    if (!rendered->value.is_null()) data["with"] = rendered->value;
    if (!rendered->secrets.empty()) data["secrets"] = to_json(rendered->secrets);
    run.emit(EventType::kUndoStarted, step, std::move(data));
    send_call(
        run, {step, CallKind::kUndo, true, 1}, call, rendered->value, rendered->secrets, timeout
    );
}

}  // namespace

void start_undo(Transition& run, const StepRef& step) {
    const UndoEntry& undo = *find_undo(run.state(), step);
    const bool can_ask = run.task(step.state).probe.has_value() && !undo.probe_spent;
    if (undo.phase == UndoPhase::kUncertain && can_ask) {
        start_undo_probe(run, step);
    } else {
        call_undo(run, step);
    }
}

void start_undo_probe(Transition& run, const StepRef& step) {
    const int attempt = find_undo(run.state(), step)->probe_attempt + 1;
    const dsl::Call& probe = *run.task(step.state).probe;
    const UndoEntry& undo = *find_undo(run.state(), step);
    const auto rendered = render_probe(run, step, probe, &undo);
    if (!rendered.ok()) {
        const StepError error = expression_error(step.state, rendered.error());
        run.emit(
            EventType::kProbeAnswered,
            step,
            Json{{"undo", true}, {"applied", nullptr}, {"error", to_json(error)}}
        );
        return;  // the next round undoes it without an answer
    }
    start_attempt(
        run, {step, CallKind::kProbe, true, attempt}, probe, rendered->value, rendered->secrets
    );
}

}  // namespace sagaflow::kernel
