#include "engine/kernel/task/call.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/planted_bug.hpp"

namespace sagaflow::kernel {
namespace {

const ConnectionTraits* traits_of(const Transition& run, const dsl::Call& call, const Json& with) {
    std::string name = call.connection;
    if (name.empty() && with.is_object() && with.contains("connection") &&
        with.at("connection").is_string()) {
        name = with.at("connection").get<std::string>();
    }
    const auto& connections = run.context().environment.connections;
    const auto found = connections.find(name);
    return found == connections.end() ? nullptr : &found->second;
}

// Exponential back-off before attempt number counted + 1.
std::int64_t backoff_ms(const Transition& run, const dsl::RetryPolicy& policy, int counted) {
    const double grown = static_cast<double>(policy.initial.ms) *
                         std::pow(policy.factor, static_cast<double>(std::max(0, counted - 1)));
    const double capped = std::min(grown, static_cast<double>(policy.max.ms));
    const auto whole = static_cast<std::int64_t>(capped);
    if (policy.jitter == dsl::Jitter::kNone || whole <= 0) return whole;
    // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): anywhere up to it.
    return static_cast<std::int64_t>(run.context().random % static_cast<std::uint64_t>(whole + 1));
}

}  // namespace

Duration attempt_timeout(const Transition& run, const dsl::Call& call, const Json& with) {
    if (call.timeout) return *call.timeout;
    const ConnectionTraits* traits = traits_of(run, call, with);
    if (traits != nullptr && traits->timeout) return *traits->timeout;
    return Duration{limits::kAttemptTimeoutMsDefault};
}

bool is_idempotent(const Transition& run, const dsl::Call& call, const Json& with) {
    const ConnectionTraits* traits = traits_of(run, call, with);
    return traits != nullptr && traits->idempotent;
}

RetryDecision decide_retry(
    const Transition& run,
    const dsl::RetryPolicy& policy,
    const StepError& error,
    int counted,
    std::optional<Timestamp> first_attempt_at,
    std::optional<Duration> retry_after
) {
    const bool named = std::any_of(policy.on.begin(), policy.on.end(), [&](const auto& pattern) {
        return error_matches(pattern, error.type);
    });
    if (!named) return {};
    if (policy.max_attempts != 0 && counted >= policy.max_attempts) return {};
    std::int64_t delay_ms = backoff_ms(run, policy, counted);
    if (retry_after) delay_ms = std::min(retry_after->ms, policy.max.ms);
    const Timestamp at = run.now() + Duration{delay_ms};
    if (policy.budget && first_attempt_at && at > *first_attempt_at + *policy.budget) return {};
    return {true, at};
}

Json attempt_data(CallKind kind, bool undo, int attempt) {
    Json data{{"kind", to_string(kind)}, {"attempt", attempt}};
    if (undo) data["undo"] = true;
    return data;
}

void start_attempt(
    Transition& run,
    const Outgoing& outgoing,
    const dsl::Call& call,
    const Json& with,
    const std::vector<SecretUse>& secrets
) {
    const Duration timeout = attempt_timeout(run, call, with);
    // The arguments may stand in the state that the event changes: copy before emitting.
    const Json with_copy = with;
    const std::vector<SecretUse> secrets_copy = secrets;
    Json data = attempt_data(outgoing.kind, outgoing.undo, outgoing.attempt);
    data["timeout"] = timeout.ms;
    run.emit(EventType::kAttemptStarted, outgoing.step, std::move(data));
    send_call(run, outgoing, call, with_copy, secrets_copy, timeout);
}

void send_call(
    Transition& run,
    const Outgoing& outgoing,
    const dsl::Call& call,
    const Json& with,
    const std::vector<SecretUse>& secrets,
    Duration timeout
) {
    CallEffect effect;
    effect.step = outgoing.step;
    effect.kind = outgoing.kind;
    effect.undo = outgoing.undo;
    effect.attempt = outgoing.attempt;
    effect.connector = call.connector;
    effect.idempotency_key = idempotency_key(run.state().id, outgoing.step, outgoing.kind);
    if (has_planted(PlantedBug::kRandomKey)) {
        effect.idempotency_key = std::to_string(run.context().random) + effect.idempotency_key;
    }
    effect.with = with;
    effect.secrets = secrets;
    effect.timeout = timeout;
    run.effect(std::move(effect));
}

}  // namespace sagaflow::kernel
