// The members of a task's `with` for `"call": "http"`: which there are and what kind each has.
//
// Pure. Used twice: on a definition's template (where any string may hold ${…}), so that a
// definition can be refused at deploy time, and on the rendered value before sending.
#pragma once

#include <string>
#include <vector>

#include "engine/core/json.hpp"

namespace sagaflow::http {

// Every problem, each "`member`: what is wrong"; empty when there is none. With `is_template`, a
// string that holds ${ passes for a value of any kind.
std::vector<std::string> check_with(const Json& with, bool is_template = true);

}  // namespace sagaflow::http
