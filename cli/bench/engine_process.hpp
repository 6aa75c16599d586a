// The engine that is measured: `sagaflow serve` of this very binary as a child process, with a
// database of its own under the run's directory or the one that it was told.
//
// Owned by the run and used from its thread, the one that starts it: should this program die, the
// engine is told to end. Whatever happens, the destructor leaves neither the engine nor its private
// PostgreSQL running. Errors: kUnavailable, with the last lines of the engine's log.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/core/result.hpp"

namespace sagaflow::bench {

struct EngineOptions {
    std::filesystem::path directory;      // data, configuration and log
    std::optional<std::string> database;  // none: a private PostgreSQL in the directory
    std::string configuration;            // JSON text of its --config
    std::uint16_t port = 0;
    const std::atomic<bool>* interrupted = nullptr;  // gives up waiting
};

class EngineProcess {
public:
    explicit EngineProcess(EngineOptions options);
    ~EngineProcess();
    EngineProcess(const EngineProcess&) = delete;
    EngineProcess& operator=(const EngineProcess&) = delete;

    // Returns when it says that it is ready.
    Status start();
    // SIGKILL, and waits until it is gone. Its PostgreSQL runs on.
    void kill_now();
    // SIGTERM, and SIGKILL when that does not help.
    void stop();

    // An error when it has ended by itself.
    Status check_alive() const;
    pid_t pid() const { return pid_; }
    std::uint16_t port() const { return options_.port; }
    pid_t private_postgres() const;  // 0: none
    std::string base_url() const;
    std::uint64_t private_database_bytes() const;

private:
    Status spawn();
    Status wait_until_ready();
    void gone();
    Error failure(const std::string& what) const;
    std::filesystem::path data_directory() const { return options_.directory / "data"; }
    std::filesystem::path log() const { return options_.directory / "engine.log"; }

    EngineOptions options_;
    pid_t pid_ = 0;
    int handle_ = -1;
};

// A port of the loopback interface that nobody listens on at this moment.
Result<std::uint16_t> free_port();

// The last `lines` lines of a text.
std::string last_lines(const std::string& text, std::size_t lines);

}  // namespace sagaflow::bench
