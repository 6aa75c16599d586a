// What W3 and W4 share: starting sagas that wait, and sending each its event, as a fixed number of
// requests that are all answered before the call returns.
#pragma once

#include "cli/bench/stage.hpp"

namespace sagaflow::bench {

struct JobsOutcome {
    double seconds = 0;         // first request to last answer
    Latencies latencies;        // request to answer
    std::uint64_t retried = 0;  // refused with 503 and sent again
    std::uint64_t errors = 0;
    std::string first_error;

    void add(JobsOutcome other);
};

// A saga `name` that waits for the event `bench.go` with its input's `key`, and ends.
std::string receiving_saga(const std::string& name);

// Starts `inputs` of `saga`, `batch` in one request.
Result<JobsOutcome> start_all(
    Stage& stage,
    const std::string& saga,
    const std::vector<std::string>& inputs,
    int batch,
    double rate = 0
);
// An event for each key. One that nobody took is an error.
Result<JobsOutcome> send_events(
    Stage& stage, const std::vector<std::string>& keys, int batch, double rate = 0
);
// "NAME-RUN-17" for each of `count`.
std::vector<std::string> keys_of(const Stage& stage, const std::string& name, int count);
std::vector<std::string> key_inputs(const std::vector<std::string>& keys);

}  // namespace sagaflow::bench
