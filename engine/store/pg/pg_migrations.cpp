#include "engine/store/pg/pg_migrations.hpp"

#include <array>
#include <charconv>

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_session.hpp"
#include "sagaflow_pg_sql.hpp"

namespace sagaflow::store {
namespace {

// In order; the number of a file is its place here.
constexpr std::array<std::string_view, 5> kMigrations{
    "0001_baseline",
    "0002_less_for_each_step",
    "0003_effects_left",
    "0004_bulk_jobs",
    "0005_bulk_plans"};

const PgStatement kFindTable{"migration/find_table"};
const PgStatement kCreateSchema{"migration/create_schema"};
const PgStatement kCreateTable{"migration/create_table"};
const PgStatement kLock{"migration/lock"};
const PgStatement kNewest{"migration/list"};
const PgStatement kRemember{"migration/insert"};
const PgStatement kBeginMigration{"transaction/begin"};
const PgStatement kCommitMigration{"transaction/commit"};
const PgStatement kSetMeta{"cluster_meta/insert"};
const PgStatement kFindMeta{"cluster_meta/find"};
const PgStatement kInsertShards{"shard/insert"};

// Waiting for another process that migrates, and for its DDL.
constexpr std::int64_t kMigrationTimeoutMs = 300'000;

Error failed(const std::string& what, const PgError& error) {
    Error told = read_error(error);
    told.message = "Expected to " + what + ", but " +
                   (error.message.empty() ? "the connection broke" : error.message);
    if (!error.sqlstate.empty()) told.message += " (SQLSTATE " + error.sqlstate + ")";
    return told;
}

Result<PgRows> run(
    PgSession& session,
    const std::string& what,
    const PgStatement& statement,
    const PgParameters& parameters = {}
) {
    PgSession::Outcome outcome = session.run(statement, parameters);
    if (PgError* error = std::get_if<PgError>(&outcome)) return failed(what, *error);
    return std::get<PgRows>(std::move(outcome));
}

// Two processes may create at the same moment: the loser gets a unique violation of the catalog in
// spite of IF NOT EXISTS, and finds it there when it tries again.
Status create(PgSession& session, const PgStatement& statement) {
    for (int attempt = 0;; ++attempt) {
        PgSession::Outcome outcome = session.run(statement);
        PgError* error = std::get_if<PgError>(&outcome);
        if (error == nullptr) return ok_status();
        const bool raced = error->sqlstate == "23505" || error->sqlstate == "42P06" ||
                           error->sqlstate == "42P07" ||
                           error->sqlstate == "42710";  // the table's row type
        if (!raced || attempt == 3) return failed("set up the schema \"sagaflow\"", *error);
    }
}

Status create_version_table(PgSession& session) {
    auto found = run(session, "look for the version table", kFindTable);
    if (!found.ok()) return found.error();
    if (found->boolean(0, 0)) return ok_status();
    for (const PgStatement* statement : {&kCreateSchema, &kCreateTable}) {
        Status created = create(session, *statement);
        if (!created.ok()) return created;
    }
    return ok_status();
}

Result<int> applied_version(PgSession& session) {
    auto rows = run(session, "read the schema's version", kNewest);
    if (!rows.ok()) return rows.error();
    const int version = rows->int4(0, 0);
    if (version > newest_migration()) {
        return Error{
            ErrorCode::kConflict,
            "Expected a schema of version " + std::to_string(newest_migration()) +
                " or older, but the database has version " + std::to_string(version) +
                ": a newer sagaflow has used it. Start that version, or use another database"};
    }
    return version;
}

// One migration, if one is missing; answers the version it found under the lock.
Result<int> apply_next(PgSession& session) {
    auto begun = run(session, "begin", kBeginMigration);
    if (!begun.ok()) return begun.error();
    auto locked = run(session, "wait for other processes that migrate", kLock);
    if (!locked.ok()) return locked.error();
    auto version = applied_version(session);
    if (!version.ok()) return version.error();
    if (*version < newest_migration()) {
        const std::string name(kMigrations[static_cast<std::size_t>(*version)]);
        const std::string sql(pg_sql::embedded_text("migrations/" + name + ".sql"));
        ENSURE(!sql.empty(), name);
        PgSession::Outcome outcome = session.run_script(sql);
        if (PgError* error = std::get_if<PgError>(&outcome)) {
            return failed("apply migration " + name, *error);
        }
        PgParameters row;
        row.int4(*version + 1).text(name).text(SAGAFLOW_VERSION);
        auto remembered = run(session, "remember migration " + name, kRemember, row);
        if (!remembered.ok()) return remembered.error();
    }
    auto committed = run(session, "commit", kCommitMigration);
    if (!committed.ok()) return committed.error();
    return *version;
}

Status apply_all(PgSession& session) {
    auto applied = applied_version(session);
    while (applied.ok() && *applied < newest_migration()) applied = apply_next(session);
    if (!applied.ok()) return applied.error();
    return ok_status();
}

Result<std::size_t> stored_shard_count(PgSession& session) {
    PgParameters name;
    name.text("shard_count");
    auto rows = run(session, "read the number of shards", kFindMeta, name);
    if (!rows.ok()) return rows.error();
    if (rows->size() == 0) return std::size_t{0};
    const std::string text = rows->text(0, 0);
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size() || count == 0 ||
        count > limits::kShardCountMax) {
        return Error{
            ErrorCode::kInternal,
            "Expected sagaflow.cluster_meta to have a shard_count of 1 to " +
                std::to_string(limits::kShardCountMax) + ", but it is \"" + text + "\""};
    }
    return count;
}

// The setting and its rows in one transaction: whoever reads the one finds the others.
Result<std::size_t> fix_shard_count(PgSession& session, std::size_t shard_count) {
    PgParameters meta;
    meta.text("shard_count").text(std::to_string(shard_count));
    PgParameters count;
    count.int4(static_cast<std::int32_t>(shard_count));
    const std::string what = "fix the number of shards";
    auto begun = run(session, what, kBeginMigration);
    if (!begun.ok()) return begun.error();
    auto set = run(session, what, kSetMeta, meta);
    if (!set.ok()) return set.error();
    if (set->command().ends_with(" 0 1")) {
        auto inserted = run(session, what, kInsertShards, count);
        if (!inserted.ok()) return inserted.error();
    }
    auto committed = run(session, what, kCommitMigration);
    if (!committed.ok()) return committed.error();
    return stored_shard_count(session);
}

}  // namespace

int newest_migration() { return static_cast<int>(kMigrations.size()); }

Result<std::size_t> pg_migrate(const PgConnectionInfo& info, std::size_t shard_count) {
    if (shard_count == 0 || shard_count > limits::kShardCountMax) {
        return Error{
            ErrorCode::kInvalidArgument,
            "Expected 1 to " + std::to_string(limits::kShardCountMax) + " shards, but got " +
                std::to_string(shard_count)};
    }
    PgTimeouts timeouts;
    timeouts.statement_ms = kMigrationTimeoutMs;
    timeouts.lock_ms = kMigrationTimeoutMs;
    timeouts.answer_ms = kMigrationTimeoutMs + limits::kPgStatementTimeoutMs;
    PgSession session(info, timeouts);
    auto connected = session.connect();
    if (const PgError* error = std::get_if<PgError>(&connected)) {
        return failed("reach the database", *error);
    }
    for (const auto step : {create_version_table, apply_all}) {
        Status done = step(session);
        if (!done.ok()) return done.error();
    }
    auto stored = stored_shard_count(session);
    if (!stored.ok() || *stored > 0) return stored;
    return fix_shard_count(session, shard_count);
}

}  // namespace sagaflow::store
