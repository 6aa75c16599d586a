// Switches one of the known bugs on, in the program that was built with them (simulation_planted);
// the other one knows none. Process-wide.
#pragma once

#include <string>

namespace sagaflow::simulation {

// False: there is no such bug in this program.
bool plant(const std::string& name);
std::string planted_names();

}  // namespace sagaflow::simulation
