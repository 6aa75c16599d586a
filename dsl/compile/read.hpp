// Reads members whose form the rules have checked: what is there is right, or it is our bug.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dsl/program/program.hpp"
#include "engine/core/json.hpp"

namespace sagaflow::dsl {

std::optional<Duration> duration_of(const Json& object, std::string_view name);
bool flag_of(const Json& object, std::string_view name, bool otherwise);
OnExhausted on_exhausted_from(std::string_view text);

}  // namespace sagaflow::dsl
