// Says in plain words what is wrong with an input. The library that checks it tells only which
// keyword failed; the schema and the input tell what was expected and what came.
#pragma once

#include <string>

#include "dsl/program/schema_walk.hpp"

namespace sagaflow::dsl {

// "expected an integer, but got a string". `found` is the library's text about the value at `path`,
// and the answer where there are no better words.
std::string worded(
    const Json& schema, const Json& input, const InputPath& path, const std::string& found
);

}  // namespace sagaflow::dsl
