// The effects of a careful participant: applied once for each key, and never after their undo.
// Plain data; not thread-safe.
#pragma once

#include <string>
#include <unordered_map>

namespace sagaflow::faults {

class EffectsKept {
public:
    // True when it stands from now on; false when it stood, was undone, or is refused.
    bool apply(const std::string& key) { return by_key_.emplace(key, State::kStanding).second; }
    // True when it stood until now. One that was never applied is refused from now on.
    bool undo(const std::string& key) {
        const auto [found, fresh] = by_key_.emplace(key, State::kGone);
        const bool stood = found->second == State::kStanding && !fresh;
        found->second = State::kGone;
        return stood;
    }
    bool stands(const std::string& key) const {
        const auto found = by_key_.find(key);
        return found != by_key_.end() && found->second == State::kStanding;
    }

private:
    enum class State { kStanding, kGone };
    std::unordered_map<std::string, State> by_key_;
};

}  // namespace sagaflow::faults
