// `sagaflow bench`: runs one workload and prints what it found. Returns the exit code: 0 fine, 1
// when the run could not be made, had errors or found violations.
#pragma once

#include "cli/bench/options.hpp"
#include "cli/session.hpp"

namespace sagaflow::bench {

int run(const Options& options, cli::Session& session);

}  // namespace sagaflow::bench
