#include "dsl/compile/policies.hpp"

#include "dsl/ast/model.hpp"
#include "dsl/compile/read.hpp"

namespace sagaflow::dsl {

RetryPolicy Policies::for_task(const Json& call) const {
    if (const Json* own = member_of(call, "retry")) return read(*own, RetryPolicy::task_default());
    if (const Json* defaults = member_of(root_, "defaults")) {
        if (const Json* shared = member_of(*defaults, "retry")) {
            return read(*shared, RetryPolicy::task_default());
        }
    }
    return RetryPolicy::task_default();
}

RetryPolicy Policies::for_undo(const Json& call) const {
    if (const Json* own = member_of(call, "retry")) return read(*own, RetryPolicy::undo_default());
    if (const Json* compensation = member_of(root_, "compensation")) {
        if (const Json* shared = member_of(*compensation, "retry")) {
            return read(*shared, RetryPolicy::undo_default());
        }
    }
    return RetryPolicy::undo_default();
}

RetryPolicy Policies::read(const Json& retry, RetryPolicy base) const {
    const Json& policy =
        retry.is_string() ? root_.at("retries").at(retry.get_ref<const std::string&>()) : retry;
    if (const Json* attempts = member_of(policy, "maxAttempts")) {
        base.max_attempts = attempts->get<int>();
    }
    if (const Json* factor = member_of(policy, "factor")) base.factor = factor->get<double>();
    if (const auto initial = duration_of(policy, "initial")) {
        base.initial = *initial;
        // An initial delay beyond the standard maximum means: always this long.
        base.max = std::max(base.max, *initial);
    }
    if (const auto longest = duration_of(policy, "max")) {
        base.max = *longest;
        base.initial = std::min(base.initial, *longest);
    }
    if (const auto budget = duration_of(policy, "for")) base.budget = budget;
    if (const std::string* jitter = text_of(policy, "jitter")) {
        base.jitter = *jitter == "none" ? Jitter::kNone : Jitter::kFull;
    }
    if (const Json* on = member_of(policy, "on")) base.on = on->get<std::vector<std::string>>();
    return base;
}

}  // namespace sagaflow::dsl
