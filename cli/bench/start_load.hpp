// The load of W1 and W2: starts sagas for a while, waits for the end of each, and counts those that
// ended between the end of the warm-up and the end of the run.
#pragma once

#include "cli/bench/stage.hpp"

namespace sagaflow::bench {

struct StartPlan {
    std::string saga;
    std::function<std::string(std::uint64_t number)> input;  // JSON
};

enum class Ended : std::uint8_t { kUnknown, kCompleted, kCompensated, kOtherwise };

struct StartOutcome {
    Counts counts;              // of all that this run started, when the dust has settled
    std::uint64_t started = 0;  // acknowledged by the engine, warm-up and tail as well
    std::vector<Ended> ended;   // by number; kUnknown for those of a batch or with an error
    std::vector<bool> acknowledged;
    std::uint64_t counted = 0;  // ended inside the counted part
    Latencies latencies;        // of those: request to end
    double seconds = 0;
    CpuReading used;
    MemoryReading memory;
    std::optional<std::uint64_t> disk_bytes;
    std::uint64_t errors = 0;
    std::string first_error;
    std::uint64_t asked_after = 0;  // answered before their end: asked again until it
};

Result<StartOutcome> run_starts(Stage& stage, const StartPlan& plan);

// The members that both workloads have.
Figures start_figures(const Stage& stage, const StartOutcome& outcome);

}  // namespace sagaflow::bench
