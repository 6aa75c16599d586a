// Calls to the outside: how an attempt is put together. Private to the kernel.
#pragma once

#include "engine/kernel/transition.hpp"

namespace sagaflow::kernel {

// The attempt's timeout: the definition's, else the connection's, else the product's default.
Duration attempt_timeout(const Transition& run, const dsl::Call& call, const Json& with);
// The connection's participant dedups on the idempotency key, so its last answer decides.
bool is_idempotent(const Transition& run, const dsl::Call& call, const Json& with);

struct RetryDecision {
    bool retry = false;
    Timestamp at;
};
// Whether another attempt may follow the one that ended with `error`. `counted` attempts used the
// policy's budget so far.
RetryDecision decide_retry(
    const Transition& run, const dsl::RetryPolicy& policy, const StepError& error, int counted,
    std::optional<Timestamp> first_attempt_at, std::optional<Duration> retry_after
);

struct Outgoing {
    StepRef step;
    CallKind kind = CallKind::kDo;
    bool undo = false;      // belongs to the step's undo
    int attempt = 1;
};
// Emits AttemptStarted and the effect.
void start_attempt(
    Transition& run, const Outgoing& outgoing, const dsl::Call& call, const Json& with,
    const std::vector<SecretUse>& secrets
);
// The effect alone, where another event has told of the attempt.
void send_call(
    Transition& run, const Outgoing& outgoing, const dsl::Call& call, const Json& with,
    const std::vector<SecretUse>& secrets, Duration timeout
);

// Data for events that speak of one attempt.
Json attempt_data(CallKind kind, bool undo, int attempt);

}  // namespace sagaflow::kernel
