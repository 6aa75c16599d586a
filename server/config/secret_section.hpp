// The section "secrets" of the configuration file: names, and where their values come from.
#pragma once

#include "server/config/configuration.hpp"
#include "server/config/reader.hpp"

namespace sagaflow::config {

// Reads every value now, so that a missing one stops the start and not a saga at night. Warns
// of files that others may read. The names are known even where a value could not be read.
void read_secrets(
    ObjectReader& reader,
    const std::string& folder,
    const Environment& environment,
    Configuration& made
);

}  // namespace sagaflow::config
