#include "tests/simulation/program/planted_bug.hpp"

namespace sagaflow::simulation {

bool plant(const std::string&) { return false; }

std::string planted_names() { return "(none in this program; run simulation_planted)"; }

}  // namespace sagaflow::simulation
