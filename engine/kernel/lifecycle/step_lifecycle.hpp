// The lifecycle of a step (one visit of a state that does something). As with the instance, the
// table is a Boost.MSM machine in the .cpp and stands nowhere else. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "engine/model/step_status.hpp"

namespace sagaflow::kernel {

enum class StepCommand {
    kBackOff,     // an attempt ended, another will come
    kAttempt,     // the next attempt begins (after a back-off, or by an operator)
    kSucceed,
    kFail,        // certainly not applied
    kLoseTrack,   // ended unknown
    kSpare,       // a probe says that the unknown one was not applied
    kConfirm,     // a probe says that the unknown one was applied
    kSkip,        // by an operator
    kStartUndo,
    kFinishUndo,  // undone, or done outside
    kFailUndo,    // for good
    kGiveUpUndo,  // an operator gave up: what is known of it stays
};
inline constexpr std::size_t kStepCommandCount = 12;
std::string_view to_string(StepCommand command);

// The status that the command leads to; nullopt: the lifecycle does not know it there.
std::optional<StepStatus> next_status(StepStatus status, StepCommand command);

}  // namespace sagaflow::kernel
