#include "engine/core/planted_bug.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "tests/simulation/program/planted_bug.hpp"

namespace sagaflow {
namespace {

std::optional<PlantedBug> planted;

constexpr std::array<std::pair<std::string_view, PlantedBug>, 10> kNames{{
    {"acknowledge-before-commit", PlantedBug::kAcknowledgeBeforeCommit},
    {"call-before-commit", PlantedBug::kCallBeforeCommit},
    {"no-epoch-check", PlantedBug::kNoEpochCheck},
    {"random-key", PlantedBug::kRandomKey},
    {"undo-forward", PlantedBug::kUndoForward},
    {"unknown-is-failed", PlantedBug::kUnknownIsFailed},
    {"late-success-ignored", PlantedBug::kLateSuccessIgnored},
    {"timer-forgotten", PlantedBug::kTimerForgotten},
    {"event-taken-twice", PlantedBug::kEventTakenTwice},
    {"request-key-ignored", PlantedBug::kRequestKeyIgnored},
}};

}  // namespace

bool has_planted(PlantedBug bug) { return planted == bug; }

namespace simulation {

bool plant(const std::string& name) {
    for (const auto& [known, bug] : kNames) {
        if (known == name) planted = bug;
    }
    return planted.has_value();
}

std::string planted_names() {
    std::string names;
    for (const auto& [name, bug] : kNames) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

}  // namespace simulation
}  // namespace sagaflow
