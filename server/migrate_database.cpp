#include "server/migrate_database.hpp"

#include "engine/store/pg/pg_database.hpp"

namespace sagaflow::server {

Status migrate_database(const std::string& database) {
    store::PgStoreOptions options;
    options.conninfo = database;
    options.application_name = "sagaflow migrate-database";
    const auto shards = store::set_up_database(options);
    if (!shards.ok()) return shards.error();
    return ok_status();
}

}  // namespace sagaflow::server
