// Probes: the question whether an attempt with an unknown outcome was applied.
#include <algorithm>

#include "engine/kernel/task/call.hpp"
#include "engine/kernel/task/task.hpp"

namespace sagaflow::kernel {
namespace {

StepError last_error_of(const Transition& run, const StepRef& step) {
    const ActiveState& active = *find_active(run.state(), step);
    if (active.error) return *active.error;
    StepError error;  // the engine died during the attempt
    error.type = "interrupted";
    error.message = "The engine stopped while the attempt was out; its outcome is not known";
    error.state = step.state;
    error.outcome = active.unknown_seen ? Outcome::kUnknown : Outcome::kFailed;
    return error;
}

// After an interruption the next attempt is due at once: it was no failure of the participant.
void go_on_after_probe(Transition& run, const StepRef& step) {
    StepError error = last_error_of(run, step);
    if (error.type == "interrupted") {
        repeat_interrupted(run, step, error.outcome);
    } else {
        retry_or_fail(run, step, std::move(error), std::nullopt);
    }
}

void answered(Transition& run, const StepRef& step, Json data) {
    run.emit(EventType::kProbeAnswered, step, std::move(data));
}

void unanswered(Transition& run, const StepRef& step, const StepError& error) {
    const dsl::Call& probe = *run.task(step.state).probe;
    const ActiveState& active = *find_active(run.state(), step);
    const RetryDecision decision = decide_retry(
        run, probe.retry, error, active.probe_attempt - active.probe_base, active.probing_since,
        std::nullopt
    );
    if (decision.retry) {
        Json data = attempt_data(CallKind::kProbe, false, active.probe_attempt);
        data["outcome"] = to_string(error.outcome);
        data["error"] = to_json(error);
        data["until"] = decision.at.ms;
        run.emit(EventType::kRetryScheduled, step, std::move(data));
        return;
    }
    answered(run, step, Json{{"applied", nullptr}, {"error", to_json(error)}});
    go_on_after_probe(run, step);
}

}  // namespace

Result<dsl::Rendered> render_probe(
    const Transition& run, const StepRef& step, const dsl::Call& probe, const UndoEntry* undo
) {
    if (probe.with == nullptr) return dsl::Rendered{};
    Scope scope = run.scope();
    if (undo != nullptr) see_snapshot(scope, *undo);
    scope.step(idempotency_key(run.state().id, step, CallKind::kDo), 1);
    return dsl::render(*probe.with, scope);
}

std::optional<bool> read_probe(
    Transition& run, const dsl::Call& probe, const Scope& scope, const CallResult& result
) {
    (void)run;
    if (result.outcome != Outcome::kOk) return std::nullopt;
    if (probe.ok == nullptr) return true;
    const cel::Value verdict = probe.ok->evaluate(scope);
    if (verdict.kind() != cel::Kind::kBool) return std::nullopt;
    return verdict.as_bool();
}

void start_probe(Transition& run, const StepRef& step) {
    const int attempt = find_active(run.state(), step)->probe_attempt + 1;
    const dsl::Call& probe = *run.task(step.state).probe;
    auto rendered = render_probe(run, step, probe, nullptr);
    if (!rendered.ok()) {
        // A probe that cannot be put together can never be answered.
        const StepError error = expression_error(step.state, rendered.error());
        answered(run, step, Json{{"applied", nullptr}, {"error", to_json(error)}});
        go_on_after_probe(run, step);
        return;
    }
    start_attempt(
        run, {step, CallKind::kProbe, false, attempt}, probe, rendered->value, rendered->secrets
    );
}

void probe_returned(Transition& run, const StepRef& step, const CallResult& result) {
    const dsl::Call& probe = *run.task(step.state).probe;
    Scope scope = run.scope();
    scope.result(result.result, result.response)
        .step(idempotency_key(run.state().id, step, CallKind::kDo), 1);
    const std::optional<bool> applied = read_probe(run, probe, scope, result);
    if (!applied) {
        StepError error = result.error;
        if (result.outcome == Outcome::kOk) {
            error.type = "expression";
            error.message = "Expected the probe's `ok` to be true or false";
        }
        error.state = step.state;
        error.outcome = Outcome::kUnknown;
        unanswered(run, step, error);
    } else if (*applied) {
        answered(run, step, Json{{"applied", true}});
        succeed_task(run, step, result);
    } else {
        answered(run, step, Json{{"applied", false}});
        go_on_after_probe(run, step);
    }
}

}  // namespace sagaflow::kernel
