// What the server needs of PostgreSQL: set the database up, then make the engine's store and the
// API's queries. `conninfo` is a URL or keywords, as libpq takes them; no error message repeats it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "engine/core/limits.hpp"
#include "engine/core/log.hpp"
#include "engine/store/bulk_jobs.hpp"
#include "engine/store/queries.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

struct PgStoreOptions {
    std::string conninfo;
    // Shown in pg_stat_activity unless the conninfo has an application_name of its own.
    std::string application_name = "sagaflow";
    Logger* logger = nullptr;  // none: silent; must outlive the store
    std::size_t read_connections = limits::kPgReadConnections;  // of the queries
};

// Blocking; call it before the others. Creates or upgrades the schema and answers the number of
// shards of this database: `shard_count` when it was new, else the one it was made with. Errors:
// see pg_migrate().
Result<std::size_t> set_up_database(
    const PgStoreOptions& options, std::size_t shard_count = limits::kShardCountDefault
);

// Begins to connect at once and keeps trying; until there is a connection, calls end kUnavailable.
// kInvalidArgument when the conninfo cannot be read.
Result<std::unique_ptr<Store>> make_pg_store(
    boost::asio::io_context& io, const PgStoreOptions& options
);

// Connects with the first question.
Result<std::unique_ptr<Queries>> make_pg_queries(const PgStoreOptions& options);

// The same, for bulk jobs.
Result<std::unique_ptr<BulkJobs>> make_pg_bulk_jobs(const PgStoreOptions& options);

}  // namespace sagaflow::store
