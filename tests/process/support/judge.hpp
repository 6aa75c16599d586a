// Says what is wrong with one instance of a saga whose steps run one after the other, from what its
// participant saw, what its history tells and what was planned for it.
//
// Pure. Each complaint is a sentence; story() is the text to print with it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/process/support/ledger.hpp"

namespace sagaflow::testing {

struct Evidence {
    nlohmann::json instance;  // the document
    nlohmann::json history;   // the items
    std::vector<Call> calls;
    std::map<std::string, EffectRecord> effects;
};

struct Plan {
    std::vector<std::string> steps;  // in the order of the definition
    std::string status;              // "completed": all effects stand; "compensated": none does
};

std::vector<std::string> judge(const Evidence& evidence, const Plan& plan);
std::string story(const Evidence& evidence);

}  // namespace sagaflow::testing
