// What waits for an operator, as the store counts it: instances that are parked or stuck, grouped
// by where they stand and what failed there, so that hundreds with one cause are one line.
#pragma once

#include <optional>
#include <string>

#include "engine/core/ids.hpp"
#include "engine/core/time.hpp"
#include "engine/model/instance_status.hpp"

namespace sagaflow::store {

struct AttentionGroup {
    InstanceStatus status = InstanceStatus::kParked;
    std::string saga;
    std::string step;   // empty: the row tells of none
    bool undo = false;  // it is the step's undo that failed
    std::string error;  // its type; empty: the row tells of none
    std::uint64_t count = 0;
    Timestamp oldest;  // of the last events of its instances
    Timestamp newest;
    InstanceId example;  // the oldest
    std::optional<std::string> example_key;
};

}  // namespace sagaflow::store
