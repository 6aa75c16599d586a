// Which parts of a JSON Schema are held against one place of an input. Pure; used to word problems
// that the library has found, never to judge.
#pragma once

#include <string>
#include <vector>

#include "engine/core/json.hpp"

namespace sagaflow::dsl {

using Schemas = std::vector<const Json*>;
using InputPath = std::vector<std::string>;  // names of members and indexes of items

// Every schema that the value at `path` may be held against, those behind $ref and in the branches
// of allOf, anyOf, oneOf, then, else and dependencies included; each once, and at most a thousand.
// The schema must have passed guard_schema(). They point into `schema`.
Schemas schemas_at(const Json& schema, const Json& input, const InputPath& path);

// The value at the path; null when there is none.
const Json* value_at(const Json& input, const InputPath& path);

}  // namespace sagaflow::dsl
