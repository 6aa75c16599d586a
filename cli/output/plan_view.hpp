// How the plan of an action is shown to people.
#pragma once

#include "cli/output/terminal.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::cli {

void print_plan(Terminal& terminal, const Json& plan);

}  // namespace sagaflow::cli
