// How an instance, and its history, is shown to people.
#pragma once

#include "cli/output/terminal.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::cli {

// Id, status, what it waits for, error, steps, undos, and what an operator can do.
void print_instance(Terminal& terminal, const Json& instance);

// Prints events as lines: offset from the start, event, state, attempt, outcome, error.
class Timeline {
public:
    explicit Timeline(Terminal& terminal) : terminal_(terminal) {}
    void print(const Json& event);

private:
    std::string offset_of(const Json& event);

    Terminal& terminal_;
    std::int64_t start_ms_ = -1;
};

}  // namespace sagaflow::cli
