// Sagas of one to five steps, made by number: tasks with undo, probe, pivot, catch, retries and
// timeouts, choices, timers, receives, loops, business keys, deadlines. The same number gives the
// same definition in every run.
//
// Compiled once for each process and kept; one thread.
#pragma once

#include "dsl/program/program.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::simulation {

inline constexpr std::size_t kDefinitionCount = 96;
// Event types that the sagas wait for; keys are those of their instances.
inline constexpr const char* kGoEvent = "go";
inline constexpr const char* kRefuseEvent = "refuse";
// Connections: one whose participants dedup on the key and give its first answer again, and one
// whose participants do the effect once but may answer otherwise the next time.
inline constexpr const char* kDedupConnection = "dedup";
inline constexpr const char* kPlainConnection = "plain";

struct Definition {
    dsl::ProgramPtr program;
    std::string source;
    std::string content_hash;
};

// `version` is 1 or 2: the second content of a saga.
const Definition& definition(std::size_t number, int version);

}  // namespace sagaflow::simulation
