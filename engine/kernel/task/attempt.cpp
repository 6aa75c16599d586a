// The answers to forward attempts, and what follows them.
#include <algorithm>

#include "engine/kernel/task/call.hpp"
#include "engine/kernel/task/task.hpp"

namespace sagaflow::kernel {
namespace {

bool is_stopping(const Transition& run) {
    return run.state().status == InstanceStatus::kCompensating ||
           run.state().status == InstanceStatus::kStuck;
}

// The participant itself has decided, and not only said that it was too busy to look. A call that
// never reached it says nothing about those before.
bool is_verdict(const StepError& error) {
    if (!error.status) return false;
    const int status = *error.status;
    return status != 408 && status != 425 && status != 429 && status != 503;
}

// The step's final outcome: unknown as soon as one attempt may have been applied, unless the
// participant dedups on the key, so that its last verdict speaks for all of them.
Outcome final_outcome(const Transition& run, const StepRef& step, const StepError& error) {
    const dsl::TaskState& task = run.task(step.state);
    const ActiveState& active = *find_active(run.state(), step);
    if (task.effect == dsl::Effect::kNone) return Outcome::kFailed;
    if (error.outcome == Outcome::kUnknown) return Outcome::kUnknown;
    if (is_verdict(error) && is_idempotent(run, task.call, active.with)) return error.outcome;
    return active.unknown_seen ? Outcome::kUnknown : error.outcome;
}

void fail_step(Transition& run, const StepRef& step, StepError error) {
    error.outcome = final_outcome(run, step, error);
    error.state = step.state;
    const int attempt = find_active(run.state(), step)->attempt;
    run.emit(
        EventType::kStepFailed,
        step,
        Json{{"attempt", attempt}, {"outcome", to_string(error.outcome)}, {"error", to_json(error)}}
    );
}

StepError never_answered() {
    StepError error;
    error.type = "timeout";
    error.message = "Expected an answer within the attempt's timeout, but none came";
    error.outcome = Outcome::kUnknown;
    return error;
}

StepError interrupted(const StepRef& step) {
    StepError error = never_answered();
    error.type = "interrupted";
    error.message = "The engine stopped while the attempt was out; its outcome is not known";
    error.state = step.state;
    return error;
}

// Due at once, so that it goes out as soon as calls may.
void schedule_now(
    Transition& run, const StepRef& step, CallKind kind, int attempt, const StepError& error
) {
    Json data = attempt_data(kind, false, attempt);
    data["outcome"] = to_string(error.outcome);
    data["error"] = to_json(error);
    data["until"] = run.now().ms;
    run.emit(EventType::kRetryScheduled, step, std::move(data));
}

}  // namespace

void attempt_returned(Transition& run, const StepRef& step, const CallResult& result) {
    if (result.outcome == Outcome::kOk) {
        succeed_task(run, step, result);
        return;
    }
    StepError error = result.error;
    error.state = step.state;
    error.outcome = result.outcome;
    if (is_stopping(run)) {
        fail_step(run, step, std::move(error));
        return;
    }
    const dsl::TaskState& task = run.task(step.state);
    if (result.outcome == Outcome::kUnknown && task.probe) {
        const int attempt = find_active(run.state(), step)->attempt;
        Json data = attempt_data(CallKind::kDo, false, attempt);
        data["outcome"] = to_string(result.outcome);
        data["error"] = to_json(error);
        run.emit(EventType::kAttemptEnded, step, std::move(data));
        ask_whether_applied(run, step);
        return;
    }
    retry_or_fail(run, step, std::move(error), result.retry_after);
}

void retry_or_fail(
    Transition& run, const StepRef& step, StepError error, std::optional<Duration> retry_after
) {
    const dsl::RetryPolicy& policy = run.task(step.state).call.retry;
    const ActiveState& active = *find_active(run.state(), step);
    const int counted = active.attempt - active.attempt_base;
    const RetryDecision decision = decide_retry(
        run, policy, error, std::max(1, counted), active.first_attempt_at, retry_after
    );
    if (!decision.retry) {
        fail_step(run, step, std::move(error));
        return;
    }
    Json data = attempt_data(CallKind::kDo, false, active.attempt);
    data["outcome"] = to_string(error.outcome);
    data["error"] = to_json(error);
    data["until"] = decision.at.ms;
    run.emit(EventType::kRetryScheduled, step, std::move(data));
}

void start_next_attempt(Transition& run, const StepRef& step) {
    const dsl::TaskState& task = run.task(step.state);
    const ActiveState& active = *find_active(run.state(), step);
    start_attempt(
        run,
        {step, CallKind::kDo, false, active.attempt + 1},
        task.call,
        active.with,
        active.secrets
    );
}

void ask_whether_applied(Transition& run, const StepRef& step) {
    if (run.may_call())
        start_probe(run, step);
    else
        schedule_now(run, step, CallKind::kProbe, 0, never_answered());
}

// An interruption was no failure of the participant: the next attempt is due at once.
void repeat_interrupted(Transition& run, const StepRef& step, Outcome outcome) {
    if (run.may_call()) {
        start_next_attempt(run, step);
        return;
    }
    StepError error = interrupted(step);
    error.outcome = outcome;
    schedule_now(
        run, step, CallKind::kDo, find_active(run.state(), step)->attempt, std::move(error)
    );
}

void task_due(Transition& run, const StepRef& step) {
    const ActiveState& active = *find_active(run.state(), step);
    CallResult lost;
    lost.outcome = Outcome::kUnknown;
    lost.error = never_answered();
    switch (active.phase) {
        case Phase::kAttempting:
            attempt_returned(run, step, lost);
            break;
        case Phase::kProbing:
            probe_returned(run, step, lost);
            break;
        case Phase::kBackoff:
            start_next_attempt(run, step);
            break;
        case Phase::kProbeBackoff:
            start_probe(run, step);
            break;
        default:
            ENSURE(false, "no task phase");
    }
}

void task_recovered(Transition& run, const StepRef& step) {
    const ActiveState& active = *find_active(run.state(), step);
    const Phase phase = active.phase;
    if (phase == Phase::kProbing) {
        const int attempt = active.probe_attempt;
        run.emit(
            EventType::kAttemptInterrupted, step, attempt_data(CallKind::kProbe, false, attempt)
        );
        if (run.may_call())
            start_probe(run, step);
        else
            schedule_now(run, step, CallKind::kProbe, attempt, interrupted(step));
        return;
    }
    if (phase != Phase::kAttempting) return;
    run.emit(
        EventType::kAttemptInterrupted, step, attempt_data(CallKind::kDo, false, active.attempt)
    );
    if (is_stopping(run)) {
        fail_step(run, step, interrupted(step));
    } else if (run.task(step.state).probe) {
        ask_whether_applied(run, step);
    } else {
        repeat_interrupted(run, step, Outcome::kUnknown);
    }
}

}  // namespace sagaflow::kernel
