// How the database is reached just now, by every node. Changed by the nemesis; one thread.
#pragma once

#include <cstdint>

#include "engine/core/time.hpp"

namespace sagaflow::simulation {

struct Weather {
    Duration latency{3};        // each way, at most
    bool away = false;          // nothing gets through
    std::uint64_t outages = 0;  // connections from before one are dead: their answers are lost
    int commit_faults = 0;      // per mille
    int read_faults = 0;        // per mille
    int lease_faults = 0;       // per mille
};

}  // namespace sagaflow::simulation
