// Reads what the engine stored, with nothing of the engine in between: SQL through libpq, in one
// snapshot. Blocks; any thread. Errors: kUnavailable, with the server's words.
#pragma once

#include <string>

#include "engine/core/result.hpp"
#include "tests/faults/oracle/evidence.hpp"

namespace sagaflow::faults {

// Fills `instances` and `stored_events`.
Status read_database(const std::string& conninfo, Evidence& evidence);

}  // namespace sagaflow::faults
