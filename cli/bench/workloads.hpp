// The four workloads. Each sets its stage, runs, judges, and returns the figures; a figure
// `violations` above zero means that the engine broke a promise, and `violation` names the first.
// Errors: the run could not be made or was interrupted.
#pragma once

#include "cli/bench/stage.hpp"

namespace sagaflow::bench {

Result<Figures> run_w1(Stage& stage);  // three in-process steps that do nothing
Result<Figures> run_w2(Stage& stage);  // three HTTP steps, one saga in five undone
Result<Figures> run_w3(Stage& stage);  // sagas that wait for an event
Result<Figures> run_w4(Stage& stage);  // the engine is killed while sagas wait

// The violations that a workload has found.
class Violations {
public:
    void add(std::string what);
    // `what` when the two numbers differ.
    void expect_equal(const std::string& what, std::int64_t expected, std::int64_t got);
    void put_into(Figures& figures) const;

private:
    std::uint64_t count_ = 0;
    std::string first_;
};

}  // namespace sagaflow::bench
