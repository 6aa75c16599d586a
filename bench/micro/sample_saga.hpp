// A saga of three steps and the outside around it, run on the kernel alone: no loop, no store, no
// clock. Single-threaded.
#pragma once

#include <deque>

#include "engine/kernel/kernel.hpp"

namespace sagaflow::bench {

// Three noop steps with an undo each, templates that read input and earlier outputs.
dsl::ProgramPtr sample_program();
Json sample_input();

class KernelRun {
public:
    explicit KernelRun(dsl::ProgramPtr program);

    void start();
    // Answers calls until none is out; the step of this name fails for good, if one is named.
    void run_to_end(std::string_view failing = {});

    const InstanceState& state() const { return state_; }
    const std::vector<HistoryEvent>& history() const { return history_; }
    std::size_t steps() const { return steps_; }  // calls of the kernel

private:
    void step(const kernel::Input& input);

    dsl::ProgramPtr program_;
    kernel::Environment environment_;
    InstanceState state_;
    std::vector<HistoryEvent> history_;
    std::deque<kernel::CallEffect> calls_;
    std::size_t steps_ = 0;
};

}  // namespace sagaflow::bench
