#include "engine/store/pg/pg_database.hpp"

#include "engine/store/pg/pg_bulk_jobs.hpp"
#include "engine/store/pg/pg_migrations.hpp"
#include "engine/store/pg/pg_queries.hpp"
#include "engine/store/pg/pg_store.hpp"

namespace sagaflow::store {
namespace {

Logger& logger_of(const PgStoreOptions& options) {
    static NullLogger silent;
    return options.logger == nullptr ? silent : *options.logger;
}

PgTimeouts reader_timeouts() {
    PgTimeouts timeouts;
    timeouts.statement_ms = limits::kPgReadTimeoutMs;
    timeouts.answer_ms = limits::kPgReadTimeoutMs + 2'000;
    return timeouts;
}

}  // namespace

Result<std::size_t> set_up_database(const PgStoreOptions& options, std::size_t shard_count) {
    auto info = pg_connection_info(options.conninfo, options.application_name);
    if (!info.ok()) return info.error();
    return pg_migrate(*info, shard_count);
}

Result<std::unique_ptr<Store>> make_pg_store(
    boost::asio::io_context& io, const PgStoreOptions& options
) {
    auto info = pg_connection_info(options.conninfo, options.application_name);
    if (!info.ok()) return info.error();
    return std::unique_ptr<Store>(
        std::make_unique<PgStore>(io, *info, PgTimeouts{}, logger_of(options))
    );
}

Result<std::unique_ptr<Queries>> make_pg_queries(const PgStoreOptions& options) {
    auto info = pg_connection_info(options.conninfo, options.application_name + " api");
    if (!info.ok()) return info.error();
    return std::unique_ptr<Queries>(
        std::make_unique<PgQueries>(*info, reader_timeouts(), options.read_connections)
    );
}

Result<std::unique_ptr<BulkJobs>> make_pg_bulk_jobs(const PgStoreOptions& options) {
    auto info = pg_connection_info(options.conninfo, options.application_name + " bulk");
    if (!info.ok()) return info.error();
    return std::unique_ptr<BulkJobs>(
        std::make_unique<PgBulkJobs>(*info, reader_timeouts(), limits::kPgBulkConnections)
    );
}

}  // namespace sagaflow::store
