// Replays histories through the kernel's pure fold and holds the result against the stored images.
// Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/oracle/evidence.hpp"

namespace sagaflow::faults {

// For each instance what is wrong with it; empty: nothing.
std::vector<std::string> replay_complaints(const std::vector<InstanceRecord>& instances);

}  // namespace sagaflow::faults
