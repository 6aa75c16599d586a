// Spans of time for people: with two parts at most, "3d2h", "12s". Pure.
#pragma once

#include <string>

#include "engine/core/time.hpp"

namespace sagaflow::cli {

// Less than a second is one: "0s" would say that it is over.
std::string rounded(Duration span);

}  // namespace sagaflow::cli
