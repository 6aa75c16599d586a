// The schema of a database, brought up to this program's version, without starting a node.
#pragma once

#include <string>

#include "engine/core/result.hpp"

namespace sagaflow::server {

// Blocking. `database` is a URL or libpq keywords; messages never repeat it.
Status migrate_database(const std::string& database);

}  // namespace sagaflow::server
