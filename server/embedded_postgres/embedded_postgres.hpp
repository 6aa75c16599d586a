// A private PostgreSQL for `sagaflow serve` without --database: made, started, watched, stopped.
//
// Meant for trying and for single nodes; a production cluster with backups and replicas is given
// with --database. One engine owns a data directory at a time (a lock that the kernel frees when
// the engine dies). The server runs in a session of its own and outlives an engine that is killed:
// the next start on the same data directory takes it over, and never touches another's. While the
// engine runs, a server that dies is started again, with growing pauses.
//
// Created, started and stopped on one thread; the watching thread inside calls `notice`. Stopping
// twice is fine; the destructor stops. Errors: kUnavailable, with what to type.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/core/result.hpp"
#include "server/embedded_postgres/cluster.hpp"

namespace sagaflow::server {

struct EmbeddedPostgresOptions {
    std::filesystem::path data_dir = "sagaflow-data";
    std::string user = "postgres";        // who runs the server when this process is root
    std::string binaries_directory = {};  // empty: look for them
    Durability durability = Durability::kDurable;
    // Told what the operator should know: made, taken over, died, started again. May be empty.
    std::function<void(std::string_view)> notice = {};
};

// The defaults with SAGAFLOW_PG_BIN and SAGAFLOW_PG_USER put in.
EmbeddedPostgresOptions embedded_postgres_options(const std::filesystem::path& data_dir);

class EmbeddedPostgres {
public:
    explicit EmbeddedPostgres(EmbeddedPostgresOptions options);
    ~EmbeddedPostgres();
    EmbeddedPostgres(const EmbeddedPostgres&) = delete;
    EmbeddedPostgres& operator=(const EmbeddedPostgres&) = delete;

    // Returns when the server answers: libpq's keyword connection string for the engine's database.
    // It stays right over every restart of the server.
    Result<std::string> start();
    // Fast shutdown; returns when the server has ended. The lock is free afterwards.
    Status stop();
    // Makes a start() that waits for recovery give up. From any thread or signal handler.
    void cancel() noexcept;

    // The server's first process now; 0 while there is none. From any thread.
    pid_t server_pid() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sagaflow::server
