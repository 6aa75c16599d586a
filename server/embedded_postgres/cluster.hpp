// The files of a private PostgreSQL cluster under one data directory: made once by initdb,
// recognised again, refused when they are another's or of another major version.
//
//   DATA_DIR/lock               held by the one engine that may touch the rest
//   DATA_DIR/postgres.log       what PostgreSQL says
//   DATA_DIR/pg/                the cluster; pg/sagaflow.conf is rewritten at each start,
//                               pg/local.conf is the operator's and is read after it
//   DATA_DIR/run/               its socket; or a short directory named in DATA_DIR/socket-directory
//
// Functions without state; the caller holds DATA_DIR/lock. Errors: kUnavailable, with the remedy.
#pragma once

#include <filesystem>
#include <string>

#include "engine/core/result.hpp"
#include "server/embedded_postgres/account.hpp"
#include "server/embedded_postgres/binaries.hpp"

namespace sagaflow::server {

struct ClusterLayout {
    std::filesystem::path data_dir;  // absolute

    std::filesystem::path cluster() const { return data_dir / "pg"; }
    std::filesystem::path unfinished_cluster() const { return data_dir / "pg.new"; }
    std::filesystem::path log() const { return data_dir / "postgres.log"; }
    std::filesystem::path lock() const { return data_dir / "lock"; }
    std::filesystem::path postmaster_pid() const { return cluster() / "postmaster.pid"; }
    std::filesystem::path socket_directory_record() const { return data_dir / "socket-directory"; }
};

// The role and the database that the engine uses; the role is the cluster's superuser.
inline constexpr const char* kClusterRole = "sagaflow";
inline constexpr const char* kClusterDatabase = "sagaflow";

// Whether commits reach the disk. kForgetful is for tests: it may lose data when the machine stops.
enum class Durability { kDurable, kForgetful };

// Creates the data directory and checks that the account can reach it.
Status prepare_data_directory(const ClusterLayout& layout, const PostgresAccount& account);

// Makes the cluster where there is none (in pg.new first, so that a crash leaves no half of one),
// checks it where there is one, and writes the settings of this start.
Status prepare_cluster(
    const ClusterLayout& layout,
    const PostgresBinaries& binaries,
    const PostgresAccount& account,
    Durability durability = Durability::kDurable
);

// A directory for the socket that the account owns, that nobody else may enter and whose path fits
// the 107 bytes of a Unix socket address. Kept across restarts.
Result<std::filesystem::path> prepare_socket_directory(
    const ClusterLayout& layout, const PostgresAccount& account
);

}  // namespace sagaflow::server
