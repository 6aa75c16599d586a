// The statuses of a step (one visit of a state that does something), as shown in `steps`. Which
// changes are allowed is written in kernel/lifecycle/step_lifecycle.cpp and nowhere else.
#pragma once

#include <optional>
#include <string_view>

namespace sagaflow {

enum class StepStatus {
    kRunning,
    kRetrying,  // between two attempts
    kOk,
    kFailed,   // certainly not applied
    kUnknown,  // it may have happened
    kUndoing,
    kUndone,
    kUndoFailed,  // its undo failed for good; the instance is stuck
    kSkipped,     // by an operator
};
inline constexpr std::size_t kStepStatusCount = 9;

std::string_view to_string(StepStatus status);  // running, retrying, ok, … undoFailed, skipped
std::optional<StepStatus> step_status_from(std::string_view text);

}  // namespace sagaflow
