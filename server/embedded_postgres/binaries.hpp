// Where the server programs of PostgreSQL are. Debian keeps them off PATH, so they are looked for
// in order: the directory that the operator named ($SAGAFLOW_PG_BIN), `pg_config --bindir`, then
// the newest /usr/lib/postgresql/*/bin. A plain value, safe on every thread.
// Errors: kUnavailable, with what to install.
#pragma once

#include <string>

#include "engine/core/result.hpp"

namespace sagaflow::server {

struct PostgresBinaries {
    std::string directory;
    int major_version = 0;

    std::string path(const std::string& program) const { return directory + "/" + program; }
};

// The oldest major version that the store's SQL is tested with.
inline constexpr int kPostgresMajorMin = 15;

// An override that does not hold is an error; it is never silently passed over.
Result<PostgresBinaries> find_postgres_binaries(const std::string& override_directory);

}  // namespace sagaflow::server
