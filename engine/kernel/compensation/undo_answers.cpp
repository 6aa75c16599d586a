// The answers to undo calls and to the probes before them.
#include <algorithm>

#include "engine/kernel/compensation/compensation.hpp"
#include "engine/kernel/compensation/start_undo.hpp"
#include "engine/kernel/task/call.hpp"
#include "engine/kernel/task/task.hpp"

namespace sagaflow::kernel {
namespace {

// `compensate.ok` may accept an answer that is no 2xx (404: already gone) and refuse one that is.
bool undo_accepted(Transition& run, const dsl::Call& call, const CallResult& result) {
    if (call.ok == nullptr) return result.outcome == Outcome::kOk;
    if (result.response.is_null()) return false;
    Scope scope = run.scope();
    scope.result(result.result, result.response);
    const cel::Value verdict = call.ok->evaluate(scope);
    return verdict.kind() == cel::Kind::kBool && verdict.as_bool();
}

StepError refused_by_ok() {
    StepError error;
    error.type = "expression";
    error.message = "Expected `compensate.ok` to hold for the answer, but it did not";
    return error;
}

void schedule(
    Transition& run,
    const StepRef& step,
    CallKind kind,
    int attempt,
    const StepError& error,
    Timestamp at
) {
    Json data = attempt_data(kind, true, attempt);
    data["outcome"] = to_string(error.outcome);
    data["error"] = to_json(error);
    data["until"] = at.ms;
    run.emit(EventType::kRetryScheduled, step, std::move(data));
}

void retry_or_give_up(
    Transition& run, const StepRef& step, StepError error, std::optional<Duration> retry_after
) {
    const dsl::Call& call = *run.task(step.state).compensate;
    const UndoEntry& undo = *find_undo(run.state(), step);
    error.state = step.state;
    const RetryDecision decision = decide_retry(
        run,
        call.retry,
        error,
        std::max(1, undo.attempt - undo.attempt_base),
        undo.first_attempt_at,
        retry_after
    );
    if (decision.retry) {
        schedule(run, step, CallKind::kUndo, undo.attempt, error, decision.at);
        return;
    }
    run.emit(
        EventType::kUndoFailed, step, Json{{"attempt", undo.attempt}, {"error", to_json(error)}}
    );
}

CallResult lost_from_sight() {
    CallResult result;
    result.outcome = Outcome::kUnknown;
    result.error.type = "timeout";
    result.error.message = "Expected an answer within the attempt's timeout, but none came";
    result.error.outcome = Outcome::kUnknown;
    return result;
}

}  // namespace

void start_undo_attempt(Transition& run, const StepRef& step) {
    const dsl::Call& call = *run.task(step.state).compensate;
    const UndoEntry& undo = *find_undo(run.state(), step);
    start_attempt(
        run, {step, CallKind::kUndo, true, undo.attempt + 1}, call, undo.with, undo.secrets
    );
}

void undo_returned(Transition& run, const StepRef& step, const CallResult& result) {
    const dsl::Call& call = *run.task(step.state).compensate;
    if (undo_accepted(run, call, result)) {
        const int attempt = find_undo(run.state(), step)->attempt;
        run.emit(EventType::kUndoSucceeded, step, Json{{"attempt", attempt}});
        return;
    }
    StepError error = result.outcome == Outcome::kOk ? refused_by_ok() : result.error;
    error.outcome = result.outcome == Outcome::kOk ? Outcome::kFailed : result.outcome;
    retry_or_give_up(run, step, std::move(error), result.retry_after);
}

void undo_probe_returned(Transition& run, const StepRef& step, const CallResult& result) {
    const dsl::Call& probe = *run.task(step.state).probe;
    Scope scope = run.scope();
    scope.result(result.result, result.response)
        .step(idempotency_key(run.state().id, step, CallKind::kDo), 1);
    const std::optional<bool> applied = read_probe(run, probe, scope, result);
    if (applied) {
        Json data{{"undo", true}, {"applied", *applied}};
        if (*applied) {
            const auto output = output_of(run.task(step.state), scope, result);
            data["output"] = output.ok() ? *output : result.result;
        }
        run.emit(EventType::kProbeAnswered, step, std::move(data));
        return;
    }
    StepError error = result.error;
    error.state = step.state;
    error.outcome = Outcome::kUnknown;
    const UndoEntry& undo = *find_undo(run.state(), step);
    const int attempt = undo.probe_attempt;
    const RetryDecision decision = decide_retry(
        run,
        probe.retry,
        error,
        attempt - undo.probe_base,
        undo.first_attempt_at,
        result.retry_after
    );
    if (decision.retry) {
        schedule(run, step, CallKind::kProbe, attempt, error, decision.at);
        return;
    }
    run.emit(
        EventType::kProbeAnswered,
        step,
        Json{{"undo", true}, {"applied", nullptr}, {"error", to_json(error)}}
    );
}

void undo_due(Transition& run, const StepRef& step) {
    const UndoEntry& undo = *find_undo(run.state(), step);
    const bool probing = undo.phase == UndoPhase::kProbing;
    if (undo.calling) {
        if (probing)
            undo_probe_returned(run, step, lost_from_sight());
        else
            undo_returned(run, step, lost_from_sight());
    } else if (probing) {
        start_undo_probe(run, step);
    } else {
        start_undo_attempt(run, step);
    }
}

void undo_recovered(Transition& run, const StepRef& step) {
    const UndoEntry& undo = *find_undo(run.state(), step);
    if (!undo.calling) return;
    if (undo.phase == UndoPhase::kProbing) {
        const int attempt = undo.probe_attempt;
        run.emit(
            EventType::kAttemptInterrupted, step, attempt_data(CallKind::kProbe, true, attempt)
        );
        start_undo_probe(run, step);
        return;
    }
    run.emit(
        EventType::kAttemptInterrupted, step, attempt_data(CallKind::kUndo, true, undo.attempt)
    );
    start_undo_attempt(run, step);
}

}  // namespace sagaflow::kernel
