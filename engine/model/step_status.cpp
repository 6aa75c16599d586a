#include "engine/model/step_status.hpp"

#include <array>

namespace sagaflow {
namespace {

constexpr std::array<std::string_view, kStepStatusCount> kStepNames{
    "running", "retrying", "ok", "failed", "unknown", "undoing", "undone", "undoFailed", "skipped"};

}  // namespace

std::string_view to_string(StepStatus status) {
    return kStepNames[static_cast<std::size_t>(status)];
}

std::optional<StepStatus> step_status_from(std::string_view text) {
    for (std::size_t i = 0; i < kStepNames.size(); ++i) {
        if (kStepNames[i] == text) return static_cast<StepStatus>(i);
    }
    return std::nullopt;
}

}  // namespace sagaflow
