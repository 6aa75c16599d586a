// `sagaflow serve` as a real process that can be killed, stopped, and started again on the same
// data directory. Ends whatever it left running, its private PostgreSQL too, in the destructor.
//
// Main thread only, but base_url(), name() and wait_for_restart() may be called from any.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "tests/process_rig/api_client.hpp"
#include "tests/process_rig/child_process.hpp"

namespace sagaflow::testing {

struct EngineOptions {
    std::filesystem::path data_dir;
    std::string config;                   // path of the configuration file
    std::optional<std::string> database;  // none: a private PostgreSQL under data_dir
    std::string name = "engine";
    // Runs the engine: `env NAME=VALUE` for one that needs another environment. Empty: directly.
    std::vector<std::string> launcher = {};
    std::string log_level = "info";
};

class EngineProcess {
public:
    explicit EngineProcess(EngineOptions options);
    ~EngineProcess();
    EngineProcess(const EngineProcess&) = delete;
    EngineProcess& operator=(const EngineProcess&) = delete;

    // Returns when it owns shards and takes requests.
    void start();
    // Returns when the process runs; what it does by then is anybody's guess.
    void launch();
    void wait_until_ready();
    void kill_now();
    // After SIGTERM: waits for its end and answers waitpid's status.
    int wait_for_end();
    void send(int signal) const { process_->send(signal); }
    ChildProcess& process() { return *process_; }
    bool runs() const { return process_ != nullptr; }
    const std::string& name() const { return options_.name; }
    std::filesystem::path log() const;

    // SIGKILL to the first process of the private PostgreSQL.
    void kill_database() const;

    // Where it listens now; empty while it does not run.
    std::string base_url() const;
    ApiClient api() const { return ApiClient(base_url()); }
    // Waits until it listens somewhere else than at `old_url`. False at the deadline.
    bool wait_for_restart(const std::string& old_url, std::chrono::milliseconds limit) const;
    // GETs `path` until it answers `status`; false at the deadline.
    bool wait_for_status(const std::string& path, int status, std::chrono::milliseconds limit);

private:
    void listens_at(std::string url);
    void end_database() const;

    EngineOptions options_;
    std::unique_ptr<ChildProcess> process_;
    mutable std::mutex mutex_;
    mutable std::condition_variable moved_;
    std::string base_url_;
};

}  // namespace sagaflow::testing
