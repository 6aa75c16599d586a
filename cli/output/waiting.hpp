// What an instance waits for, in words, and what an operator can do about it. Reads the API's
// instance document; pure.
#pragma once

#include <string>
#include <vector>

#include "engine/core/json.hpp"

namespace sagaflow::cli {

// One entry of `waitingFor`.
std::string wait_text(const Json& wait);
// One line: everything it waits for, else its error.
std::string waiting_text(const Json& instance);
bool has_ended(const Json& instance);
// It will not move until somebody decides.
bool needs_operator(const Json& instance);
// The commands that can lead such an instance on; empty for any other.
std::vector<std::string> ways_on(const Json& instance);

}  // namespace sagaflow::cli
