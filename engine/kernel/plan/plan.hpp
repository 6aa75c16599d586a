// What an operator's action would do, without doing it: the kernel runs the action on a copy of the
// state, and then goes on with the copy as if every undo succeeded. Pure.
//
// A plan is bound to the state, the action, its arguments and everything that the plan shows; its
// hash says so. Neither the reason nor the actor is part of that, so that a plan can be looked at
// before the reason is written. Times in rendered inputs are those of the plan's `at`.
#pragma once

#include "engine/kernel/kernel.hpp"

namespace sagaflow::kernel {

// {hash, action, instance, seq, at, status, statusAfter, statusAtEnd, summary, undos, moreUndos,
// calls, skipped, outstanding, events, changes}, or the refusal that the action itself would get.
// `name` is the action's name for people.
Result<Json> plan_action(
    const dsl::Program& program,
    const InstanceState& state,
    const OperatorAsked& asked,
    std::string_view name,
    const Context& context
);

// The same for the retry of an instance that was undone, which starts a new one.
Result<Json> plan_start_anew(
    const dsl::Program& program, const InstanceState& state, const Context& context
);

// kPreconditionFailed when the instance has moved since that plan, or when it would differ now.
Status check_plan(
    const dsl::Program& program,
    const InstanceState& state,
    const OperatorAsked& asked,
    std::string_view name,
    const Context& context,
    const std::string& hash
);
Status check_plan_to_start_anew(
    const dsl::Program& program,
    const InstanceState& state,
    const Context& context,
    const std::string& hash
);

}  // namespace sagaflow::kernel
