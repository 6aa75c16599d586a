// Looks through a JSON Schema before the library sees it: what the library would do wrong, fetch,
// or never finish is refused here, with the place.
#pragma once

#include <vector>

#include "dsl/program/input_schema.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::dsl {

struct GuardedSchema {
    Json schema;                // rewritten so that the library reads it as the standard says
    bool unique_items = false;  // somewhere in it
    std::vector<InputProblem> problems;
};

GuardedSchema guard_schema(const Json& schema);

}  // namespace sagaflow::dsl
