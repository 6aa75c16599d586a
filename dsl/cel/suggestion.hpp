// "did you mean …?": the nearest of the known names. Private to dsl/cel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sagaflow::cel {

// "did you mean 'x'?", or nothing when no candidate is near.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates);

}  // namespace sagaflow::cel
