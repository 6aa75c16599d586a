// Runs one seed after the other and tells what came of it. One thread.
#pragma once

#include "tests/simulation/program/options.hpp"
#include "tests/simulation/simulation.hpp"

namespace sagaflow::simulation {

class Series {
public:
    explicit Series(const Options& options) : options_(options) {}

    // Prints violations as they are found, and the figures of all runs in the end.
    void run();
    bool passed() const;

private:
    void run_one(std::uint64_t seed);
    void tell(std::uint64_t seed, const RunResult& result) const;
    void tell_figures(double seconds) const;
    // A series that is long enough must have injected every fault and seen sagas end in every way.
    std::vector<std::string> missing() const;

    const Options& options_;
    std::uint64_t runs_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t hash_ = 0;  // of all traces
    Statistics statistics_;
};

}  // namespace sagaflow::simulation
