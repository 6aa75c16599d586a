// A saga with one step at a participant that behaves badly: "reserve" at the shop, then "charge" at
// a connection of the row's choice, whose undo is at the shop. And what a row expects of its end.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {

struct OutsideStep {
    std::string saga;
    std::string connection;
    std::string path = "/charge";
    int attempts = 3;
    std::string timeout = "700ms";
    std::string initial = "50ms";
    std::string longest = "200ms";
};

nlohmann::json outside_definition(const OutsideStep& step);

struct Ending {
    std::string status;      // completed, compensated
    std::string error_type;  // empty: not looked at
    int attempts = 0;        // of "charge"; 0: not looked at
};

// Deploys it, runs `count` orders to their end and holds each against `ending`.
std::vector<nlohmann::json> run_outside(
    Stage& stage, const OutsideStep& step, std::size_t count, const Ending& ending
);

}  // namespace sagaflow::faults
