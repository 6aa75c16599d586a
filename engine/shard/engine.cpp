#include "engine/shard/engine.hpp"

#include <array>

namespace sagaflow {
namespace {

constexpr std::array<std::string_view, kActionCount> kActions{
    "retry",
    "skip",
    "compensate",
    "cancel",
    "terminate",
    "pause",
    "resume",
    "resolve",
    "variables",
    "rewind"};

}  // namespace

std::string_view to_string(Action action) { return kActions[static_cast<std::size_t>(action)]; }

std::optional<Action> action_from(std::string_view text) {
    for (std::size_t i = 0; i < kActions.size(); ++i) {
        if (kActions[i] == text) return static_cast<Action>(i);
    }
    return std::nullopt;
}

}  // namespace sagaflow
