// The command line of the simulator. Errors say what was expected.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace sagaflow::simulation {

inline constexpr const char* kUsage =
    "usage: simulation --seed N [--trace]        one run; --trace shows all that happens\n"
    "       simulation --seeds FROM..TO          a series of runs\n"
    "       simulation --minutes M [--from N]    as many runs as fit, from seed N on\n"
    "       ... [--bug NAME] [--expect-violation]  with a planted bug (simulation_planted)\n";

struct Options {
    std::uint64_t first = 1;
    std::uint64_t last = 1;
    std::uint64_t minutes = 0;  // 0: up to `last`
    bool trace = false;
    bool expect_violation = false;
    std::string bug;
};

Result<Options> read_options(const std::vector<std::string>& words);

}  // namespace sagaflow::simulation
