// How often something was called, and why no further attempt followed, in words. Private to this
// folder. Pure.
//
// One number is told everywhere: that of the attempt, over all of the visit, which the call itself
// carried. The retry policy does not count all of them: those before a retry by hand, and those
// that the engine's own death cut short.
#pragma once

#include <string>

#include "dsl/program/program.hpp"
#include "engine/model/outcome.hpp"

namespace sagaflow::kernel {

struct Attempts {
    int all = 0;
    int uncounted = 0;
    const dsl::RetryPolicy* policy = nullptr;  // null: not known
};

// "2 of 5"; "7, 2 of 5 that count"; "3" where there is no bound.
std::string attempt_words(const Attempts& attempts);
// "x failed 5 of 5 with 503", "x failed at attempt 1 of 5 with 409, which is not retried".
std::string failure_words(
    const std::string& what, const Attempts& attempts, const StepError& error
);

}  // namespace sagaflow::kernel
