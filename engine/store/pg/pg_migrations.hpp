// Brings the schema up to this program's version. Plain DDL files (migrations/NNNN_what.sql),
// forward only, each in a transaction of its own together with its row in
// sagaflow.schema_migration. Any number of processes may start at once: one migrates, the others
// wait for its lock and find it done.
#pragma once

#include "engine/store/pg/pg_settings.hpp"

namespace sagaflow::store {

// The newest migration of this program.
int newest_migration();

// Blocking. Also fixes the number of shards the first time; afterwards `shard_count` is ignored and
// the stored one counts. Answers the stored one. Errors: kUnavailable (no database), kConflict (the
// schema is newer than this program), kInvalidArgument (a shard count out of range), kInternal with
// PostgreSQL's reason (no right to create tables …).
Result<std::size_t> pg_migrate(const PgConnectionInfo& info, std::size_t shard_count);

}  // namespace sagaflow::store
