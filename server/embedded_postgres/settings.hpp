// What the private PostgreSQL is told: memory, write-ahead log, vacuum, who may connect. Plain text
// made from plain values; no I/O, no errors.
#pragma once

#include <string>
#include <vector>

#include "server/embedded_postgres/cluster.hpp"

namespace sagaflow::server {

// Appended once to postgresql.conf: the later file wins, so the operator has the last word.
inline constexpr const char* kIncludeLines =
    "\n# Sagaflow: rewritten at each start.\ninclude_if_exists = 'sagaflow.conf'\n"
    "# Yours; read last.\n"
    "include_if_exists = 'local.conf'\n";

struct ConfigurationFile {
    std::string name;  // relative to the cluster's directory
    std::string content;
};

struct ConfigurationInput {
    std::string engine_user;  // who connects
    std::string server_user;  // who runs the server, so that an operator can use psql as that user
    Durability durability = Durability::kDurable;
};

std::vector<ConfigurationFile> configuration_files(const ConfigurationInput& input);

}  // namespace sagaflow::server
