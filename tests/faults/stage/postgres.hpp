// One PostgreSQL server of a run, durable as it ships, with everything that can be done to it:
// killed, stopped in each mode, started again, given a standby, promoted.
//
// Main thread only, but conninfo() and run_sql() may be called from any. By its own process id
// alone; gone with this object, however the program ends. What fails here ends the row with an
// exception.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sagaflow::faults {

enum class StopMode { kSmart, kFast, kImmediate };

class Postgres {
public:
    // `launcher` stands before the server's program: `env NAME=VALUE`. Empty: nothing.
    explicit Postgres(
        const std::filesystem::path& directory, const std::vector<std::string>& launcher = {}
    );
    ~Postgres();
    Postgres(const Postgres&) = delete;
    Postgres& operator=(const Postgres&) = delete;

    // A copy of a running one that follows it.
    static std::unique_ptr<Postgres> standby_of(
        const Postgres& primary, const std::filesystem::path& directory
    );

    void start();
    // SIGKILL to the first process; returns when it is gone.
    void kill_now();
    // Asks, and does not wait.
    void ask_to_stop(StopMode mode) const;
    // True when it is gone within this time.
    bool wait_until_gone(int limit_ms);
    void stop(StopMode mode);
    void promote() const;
    bool runs() const;
    int pid() const;

    // Lines of local.conf, which PostgreSQL reads last; reload() or start() makes them hold.
    void configure(const std::vector<std::string>& lines) const;
    void reload() const;

    // For libpq. Of several servers: whichever takes writes.
    std::string conninfo() const;
    static std::string conninfo_of(const Postgres& first, const Postgres& second);

    struct Parts;

private:
    Postgres();
    std::unique_ptr<Parts> parts_;
};

}  // namespace sagaflow::faults
