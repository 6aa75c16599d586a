// A plan in a sentence or two, for people. Private to the plan.
#pragma once

#include <string>

#include "engine/core/json.hpp"

namespace sagaflow::kernel {

std::string summary_of(const Json& plan);

}  // namespace sagaflow::kernel
