// Keeps one PostgreSQL server running: a thread that sleeps until the server's process ends, then
// starts it again with pauses that grow from 0.2 to 5 seconds. Owned by EmbeddedPostgres; `stop`
// from the owner's thread only. A signal eventfd ends every wait at once.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string_view>
#include <thread>

#include "engine/core/result.hpp"
#include "server/embedded_postgres/postmaster.hpp"

namespace sagaflow::server {

class Supervisor {
public:
    using Notice = std::function<void(std::string_view)>;

    // `options.cancel_fd` must be an eventfd; writing to it ends the watch.
    Supervisor(PostmasterOptions options, Postmaster server, Notice notice);
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    // The watch must have been ended through cancel_fd. Stops the server, if it runs.
    Status stop();
    pid_t server_pid() const { return pid_.load(); }

private:
    enum class Woken { kServerEnded, kTimePassed, kCancelled };

    void watch();
    bool start_again();
    Woken sleep_until_woken(int process_handle, int limit_ms) const;

    const PostmasterOptions options_;
    const Notice notice_;
    std::optional<Postmaster> server_;  // the watching thread's until it is joined
    std::atomic<pid_t> pid_;
    std::thread watcher_;
};

}  // namespace sagaflow::server
