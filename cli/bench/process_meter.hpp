// What processes cost: CPU time and memory of the engine, of PostgreSQL and of this program, read
// from /proc. Figures of processes that are gone or hidden are left out, never guessed.
//
// Owned by the run; used from its thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "cli/bench/endpoint.hpp"

namespace sagaflow::bench {

// CPU-seconds since each process began.
struct CpuReading {
    std::chrono::steady_clock::time_point at;
    double engine = 0;
    std::optional<double> postgres;  // with all of its backends, also those that have ended
    double load = 0;                 // this program without the endpoint
    double endpoint = 0;
    double machine = 0;  // everything on it

    double own() const { return engine + postgres.value_or(0) + load + endpoint; }
};
CpuReading operator-(const CpuReading& after, const CpuReading& before);

struct MemoryReading {
    std::uint64_t engine = 0;  // resident now
    std::uint64_t engine_peak = 0;
    std::optional<std::uint64_t> postgres;  // proportional: shared buffers count once
};

class ProcessMeter {
public:
    // `postmaster` 0: PostgreSQL is out of reach. `endpoint` may be null.
    ProcessMeter(pid_t engine, pid_t postmaster, const Endpoint* endpoint)
        : engine_(engine), postmaster_(postmaster), endpoint_(endpoint) {}

    CpuReading cpu() const;
    MemoryReading memory() const;

private:
    pid_t engine_;
    pid_t postmaster_;
    const Endpoint* endpoint_;
};

// Bytes of all files under a directory; those that vanish meanwhile do not count.
std::uint64_t bytes_under(const std::filesystem::path& directory);

}  // namespace sagaflow::bench
