// One run of the simulator: a seed goes in, the violations of the invariants come out. The same
// seed gives the same run, to the last bit.
//
// Single-threaded and without state between runs, apart from compiled definitions.
#pragma once

#include <cstdint>

#include "tests/simulation/world/findings.hpp"
#include "tests/simulation/world/statistics.hpp"

namespace sagaflow::simulation {

struct RunResult {
    std::uint64_t trace_hash = 0;
    std::vector<Violation> violations;
    Statistics statistics;
};

// `print`: every commit, call, answer and fault, as it happens, on standard output.
RunResult simulate(std::uint64_t seed, bool print = false);

}  // namespace sagaflow::simulation
