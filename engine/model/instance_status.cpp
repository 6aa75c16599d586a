#include "engine/model/instance_status.hpp"

namespace sagaflow {
namespace {

constexpr std::array<std::string_view, kInstanceStatusCount> kInstanceNames{
    "running",
    "paused",
    "parked",
    "compensating",
    "stuck",
    "completed",
    "compensated",
    "partially_compensated",
    "failed",
    "terminated"};

}  // namespace

std::string_view to_string(InstanceStatus status) {
    return kInstanceNames[static_cast<std::size_t>(status)];
}

std::optional<InstanceStatus> instance_status_from(std::string_view text) {
    for (std::size_t i = 0; i < kInstanceNames.size(); ++i) {
        if (kInstanceNames[i] == text) return static_cast<InstanceStatus>(i);
    }
    return std::nullopt;
}

bool has_ended(InstanceStatus status) {
    return static_cast<int>(status) >= static_cast<int>(InstanceStatus::kCompleted);
}

bool needs_attention(InstanceStatus status) {
    return status == InstanceStatus::kParked || status == InstanceStatus::kStuck;
}

}  // namespace sagaflow
