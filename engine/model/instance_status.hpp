// The statuses of an instance, as persisted and as shown. Which changes are allowed is written in
// kernel/lifecycle/instance_lifecycle.cpp and nowhere else.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sagaflow {

enum class InstanceStatus {
    kRunning,
    kPaused,  // by an operator; results are recorded, nothing new starts
    kParked,  // a step waits for an operator
    kCompensating,
    kStuck,  // an undo failed for good; an operator must act
    kCompleted,
    kCompensated,
    kPartiallyCompensated,  // an operator gave up on some undo, with a reason
    kFailed,                // ended without undo, because the definition asked for it
    kTerminated,            // stopped by an operator, without undo
};
inline constexpr std::size_t kInstanceStatusCount = 10;

std::string_view to_string(InstanceStatus status);  // running, paused, … partially_compensated
std::optional<InstanceStatus> instance_status_from(std::string_view text);

// Nothing happens any more by itself.
bool has_ended(InstanceStatus status);
// An operator is needed: parked, stuck.
bool needs_attention(InstanceStatus status);

}  // namespace sagaflow
