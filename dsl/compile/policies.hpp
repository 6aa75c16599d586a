// Resolves retry policies: a name or an object, over the policy that fills what is unsaid.
#pragma once

#include "dsl/program/program.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::dsl {

class Policies {
public:
    explicit Policies(const Json& root) : root_(root) {}

    // Of a task or probe: its own `retry`, else `defaults`, else the standard one.
    RetryPolicy for_task(const Json& call) const;
    // Of an undo: its own `retry`, else `compensation.retry`, else the standard one for undos.
    RetryPolicy for_undo(const Json& call) const;

private:
    RetryPolicy read(const Json& retry, RetryPolicy base) const;

    const Json& root_;
};

}  // namespace sagaflow::dsl
