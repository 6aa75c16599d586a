// What one seed decides before the run begins: the size of the installation, the load, and which
// kinds of faults it gets. Each run has some kinds and not others ("swarm testing", Groce and
// others 2012): all at once hide each other's consequences. A value type.
#pragma once

#include <vector>

#include "engine/core/time.hpp"

namespace sagaflow::simulation {

struct Plan {
    // the installation
    std::size_t nodes = 1;
    std::size_t shards = 4;
    Duration heartbeat{500};
    Duration lease{1'500};
    Duration patience{2'000};
    std::size_t settled_bytes_max = 0;
    std::vector<std::size_t> definitions;
    // the load
    Duration load{8'000};
    int starts = 8;
    int events = 6;
    int actions = 3;
    bool second_version = false;  // deployed in the middle
    // participants, in percent of calls
    int declared_failures = 3;
    int troubled_calls = 5;
    bool sluggish_connector = false;  // answers may come long after the attempt's timeout
    // the store, in per mille of calls
    int commit_faults = 0;
    int read_faults = 0;
    int lease_faults = 0;
    Duration latency{3};
    // things that happen to nodes and to the database, so many times in the run
    int crashes_at_commits = 0;
    int kills = 0;
    int pauses = 0;
    int stops = 0;
    int clock_jumps = 0;
    int outages = 0;
    int slow_times = 0;
    bool poison = false;  // the database refuses what one instance does

    bool clocks_are_right() const { return clock_jumps == 0; }
};

Plan plan_for(std::uint64_t seed);

}  // namespace sagaflow::simulation
