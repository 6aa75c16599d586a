// One running PostgreSQL server (its first process, the postmaster): started in a session of its
// own, so that it outlives an engine that is killed; watched by a handle that works whoever its
// parent is; stopped politely, then firmly, never with SIGKILL.
//
// Owned by one object; not thread-safe. Destroying it lets the server run on. Errors: kUnavailable.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/core/result.hpp"
#include "server/embedded_postgres/cluster.hpp"

namespace sagaflow::server {

// What postmaster.pid says.
struct PostmasterPid {
    pid_t pid = 0;
    std::string data_directory;
    std::string socket_directory;
};

// nullopt when there is no such file or it is not complete yet.
std::optional<PostmasterPid> read_postmaster_pid(const std::filesystem::path& file);

// Whether process `pid` lives and is a server of this directory. A server changes into its data
// directory, and that cannot be mistaken: a process id alone may have been given to somebody else.
// Asked as the account: root without CAP_SYS_PTRACE (a container) may not look at its processes.
bool serves(pid_t pid, const std::filesystem::path& cluster, const PostgresAccount& account);

// Looks at the postmaster.pid of the cluster: the server that runs for it, or nullopt. A file left
// by a server that is gone is removed; one that was copied here from a running server is an error.
Result<std::optional<PostmasterPid>> find_running(
    const ClusterLayout& layout, const PostgresAccount& account
);

struct PostmasterOptions {
    ClusterLayout layout;
    PostgresBinaries binaries;
    PostgresAccount account;
    std::filesystem::path socket_directory;
    std::chrono::milliseconds start_limit{120'000};       // while the server says nothing at all
    std::chrono::milliseconds recovery_limit{3'600'000};  // while it says that it is recovering
    int cancel_fd = -1;    // readable: give up waiting for an answer, and stop the server
    int death_signal = 0;  // tests only: the server ends with the thread that started it
};

class Postmaster {
public:
    // Starts a server and waits until it answers; find_running() must have found none. Retries
    // while processes of a killed predecessor are still going away.
    static Result<Postmaster> start(const PostmasterOptions& options);
    // Watches a server that already runs for this cluster, and waits until it answers. One that
    // nobody can reach any more (its socket was deleted) is stopped: an error, then start() works.
    static Result<Postmaster> adopt(const PostmasterOptions& options, const PostmasterPid& running);

    Postmaster(Postmaster&& other) noexcept;
    Postmaster& operator=(Postmaster&& other) noexcept;
    Postmaster(const Postmaster&) = delete;
    Postmaster& operator=(const Postmaster&) = delete;
    ~Postmaster();

    pid_t pid() const { return pid_; }
    int process_handle() const { return handle_; }  // readable once the server has ended
    const std::filesystem::path& socket_directory() const { return socket_directory_; }

    // Fast shutdown: sessions are ended, data is written. Waits; then SIGQUIT, which leaves
    // recovery to the next start.
    Status stop();
    // Collects the exit status after the handle told of the end.
    void forget();

private:
    Postmaster(pid_t pid, int handle, bool child, std::filesystem::path socket_directory);

    pid_t pid_ = 0;
    int handle_ = -1;
    bool child_ = false;  // ours to reap
    std::filesystem::path socket_directory_;
};

// Keyword connection string for the cluster behind a socket directory.
std::string connection_string(
    const std::filesystem::path& socket_directory, const std::string& database
);

}  // namespace sagaflow::server
