// Log lines of what happened to instances: written after the commit, so that the log never tells of
// what did not come true.
//
// What an operator must know is a warning, the turns of a saga are info, its ordinary steps debug.
#pragma once

#include "engine/core/log.hpp"
#include "engine/model/history_event.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow {

LogLevel log_level_of(EventType type);

// One line with instance, saga, state, key and trace id. No payload goes in.
void log_event(Logger& logger, const InstanceState& state, const HistoryEvent& event);

}  // namespace sagaflow
