// Whether two plans of one action for one instance amount to the same for the one who decided on
// it: what is called, what is undone, what is left. Pure.
#pragma once

#include <optional>
#include <string>

#include "engine/core/json.hpp"

namespace sagaflow::api {

// Why they do not, for people; nullopt: they do. The status is no part of it, nor how many attempts
// there were: an instance may move on as long as the action still means the same.
std::optional<std::string> material_difference(const Json& planned, const Json& now);

}  // namespace sagaflow::api
