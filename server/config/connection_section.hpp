// The section "connections" of the configuration file.
#pragma once

#include "server/config/configuration.hpp"
#include "server/config/reader.hpp"

namespace sagaflow::config {

// Reads one connection into `made`; `known_secrets` are the names that ${secret.NAME} may use.
void read_connection(
    const std::string& name,
    const Json& value,
    const std::string& pointer,
    const std::vector<std::string>& known_secrets,
    Problems& problems,
    Configuration& made
);

}  // namespace sagaflow::config
