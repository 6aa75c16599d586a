// What `sagaflow bench` was asked for. Plain values; the command line has checked their ranges.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "engine/core/limits.hpp"

namespace sagaflow::bench {

enum class Workload { kW1, kW2, kW3, kW4 };

// More connections share each commit; beyond this they gain nothing and only wait longer.
inline constexpr int kConcurrencyDefault = 256;
// Two for the commands of the run itself.
inline constexpr int kConcurrencyMax = static_cast<int>(limits::kHttpConnectionsPerAddressMax) - 2;

struct Options {
    Workload workload = Workload::kW1;
    int seconds = 10;                     // of the counted part
    int warm_up_seconds = 3;              // before it
    std::optional<std::string> database;  // none: a private PostgreSQL, thrown away afterwards
    int concurrency = kConcurrencyDefault;
    int batch = 1;           // starts, or events, in one request
    double rate = 0;         // arrivals in a second; 0: as fast as answers come
    int sagas = 0;           // W3 and W4: how many wait; 0: the workload's default
    pid_t postgres_pid = 0;  // first process of an external database on this machine
};

}  // namespace sagaflow::bench
