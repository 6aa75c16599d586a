// The operating-system account that PostgreSQL runs under. PostgreSQL refuses to run as root, so an
// engine that runs as root drops to another user (default "postgres"); any other engine runs
// PostgreSQL as itself. A plain value, safe on every thread. Errors: kUnavailable, with the command
// that mends it; no user is ever created silently.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.hpp"

namespace sagaflow::server {

struct PostgresAccount {
    std::string name;
    std::string home;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  // read before fork: initgroups is not safe after it
    bool switch_user = false;   // true when the engine is root and must drop to `uid`
};

// `user_name` counts only when this process is root.
Result<PostgresAccount> choose_account(const std::string& user_name);

// Name of the user that this process runs as; empty when the user id has no entry in passwd.
std::string current_user_name();

// The first directory on the way to `directory` that the account may not enter; nullopt when all
// are open. Asked of the kernel in a child that has dropped to the account, so ACLs count too.
Result<std::optional<std::filesystem::path>> first_closed_directory(
    const PostgresAccount& account, const std::filesystem::path& directory
);

// Drops every privilege of this process to the account's. Async-signal-safe: called between fork
// and exec. Returns 0, or the errno of the call that failed.
int become(const PostgresAccount& account) noexcept;

}  // namespace sagaflow::server
