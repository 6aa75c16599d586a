// Arguments that name data: JSON in the argument itself, @FILE, or - for standard input.
#pragma once

#include <string>

#include "engine/core/json.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::cli {

Result<std::string> read_file(const std::string& path);   // "-": standard input
// The text of JSON|@FILE|-.
Result<std::string> argument_text(const std::string& argument);
// The same, and it must be JSON.
Result<Json> argument_json(const std::string& argument);

}  // namespace sagaflow::cli
