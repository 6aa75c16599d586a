// "Did you mean …?": the nearest known name to a mistyped one, by edit distance. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::api {

// Empty when no name is near: within a third of the typed name's length, at least one edit.
std::string nearest(std::string_view typed, const std::vector<std::string>& known);
// "did you mean \"status\"?", or "known are: a, b, c", or empty when nothing is known.
std::string suggestion(std::string_view typed, const std::vector<std::string>& known);

}  // namespace sagaflow::api
