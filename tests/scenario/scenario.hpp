// A scenario: a definition, what the participants answer, what the client does, and what must come
// of it; one JSON file in tests/scenario/files each. README.md there describes the form.
#pragma once

#include <string>
#include <vector>

#include "engine/core/json.hpp"

namespace sagaflow::testing {

struct Scenario {
    std::string name;  // of the file, as a GoogleTest name
    Json definition;
    Json input;
    std::string key;   // of the start; empty: the definition's own
    Json answers;      // by call: a list
    Json script;       // the client's directives
    Json expect;       // what must hold at the end
    Json after_crash;  // statuses that are right as well when the engine died on the way
    Json connections;  // traits of named connections
    Json parameters;   // config.NAME
};

// Sorted by name; aborts on a file that has another form.
const std::vector<Scenario>& all_scenarios();

}  // namespace sagaflow::testing
