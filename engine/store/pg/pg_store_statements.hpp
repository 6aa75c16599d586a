// The statements of each of PgStore's three roles, beside the code that sends them.
#pragma once

#include "engine/store/pg/pg_statement.hpp"

namespace sagaflow::store {

PgStatements pg_read_statements();
PgStatements pg_cluster_statements();

}  // namespace sagaflow::store
