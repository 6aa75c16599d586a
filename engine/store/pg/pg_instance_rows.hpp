// Instances, history and start keys as their statements select them.
#pragma once

#include "engine/store/pg/pg_rows.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

// Columns as in sql/instance/load.sql; `with_image` tells whether the last two are there.
InstanceRow pg_instance(const PgRows& rows, int row, bool with_image);
// Columns as in sql/history/page.sql.
HistoryRow pg_history(const PgRows& rows, int row);
// Columns as in sql/start_key/find.sql: the position of the question first.
StartKeyRow pg_start_key(const PgRows& rows, int row);
// Columns as in sql/definition/list.sql.
DefinitionRow pg_definition(const PgRows& rows, int row);
// Columns as in sql/node/list.sql.
NodeRow pg_node(const PgRows& rows, int row);

// Joins images and tails, both of one snapshot, in the order in which `wanted` names the instances.
std::vector<StoredInstance> pg_stored_instances(
    const std::vector<InstanceId>& wanted, const PgRows& images, const PgRows& tails
);

}  // namespace sagaflow::store
