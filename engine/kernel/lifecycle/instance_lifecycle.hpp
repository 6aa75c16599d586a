// The lifecycle of an instance: which command is allowed in which status, and where it leads.
//
// The table itself is a Boost.MSM machine in instance_lifecycle.cpp, and stands nowhere else: the
// kernel asks here before it emits an event, and kernel/apply asks here what the event leads to.
// Pure; safe from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "engine/model/instance_status.hpp"

namespace sagaflow::kernel {

enum class InstanceCommand {
    kComplete,      // a `succeed` was reached
    kFail,          // ends without undo: the definition asked for it
    kPark,          // a step needs an operator
    kUnpark,        // an operator retried or skipped it
    kPause,
    kResume,
    kCompensate,    // failure, cancel, deadline, operator: undo starts
    kGetStuck,      // an undo failed for good
    kUnstick,       // no failed undo is left
    kFinishUndo,    // every undo is done or was not needed
    kFinishPartly,  // every undo is settled, and an operator gave some up
    kTerminate,
    kReturn,  // a rewind is over: what came after its target is undone
};
inline constexpr std::size_t kInstanceCommandCount = 13;
std::string_view to_string(InstanceCommand command);

// The status that the command leads to; nullopt: the lifecycle does not know it there.
std::optional<InstanceStatus> next_status(InstanceStatus status, InstanceCommand command);

}  // namespace sagaflow::kernel
