// What `sagaflow serve` was asked for on the command line. The configuration file fills what is not
// set here; flags win over the file.
#pragma once

#include <optional>
#include <string>

#include "engine/core/log.hpp"
#include "server/logging/line_format.hpp"

namespace sagaflow::server {

struct ServeOptions {
    std::optional<std::string> listen;      // HOST:PORT; default 127.0.0.1:8080
    std::optional<std::string> data_dir;    // default ./sagaflow-data
    std::optional<std::string> database;    // URL; none: an embedded PostgreSQL under data_dir
    std::optional<std::string> config;      // path of the configuration file
    std::optional<std::string> node;        // name in the cluster; default: made from the host's
    std::optional<LogFormat> log_format;    // default text
    LogLevel log_level = LogLevel::kInfo;
    bool insecure_listen = false;
};

}  // namespace sagaflow::server
