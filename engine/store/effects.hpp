// What instances have done outside and nobody will settle by itself, as the store keeps it: a row
// for each such effect, written in the commit that makes it so. Most instances never have one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::store {

struct LeftEffect {
    std::string step;
    std::string item;  // empty outside of maps
    int visit = 0;
    std::string call;   // the connector
    std::string state;  // outstanding, unknown, irreversible
    std::string why;
    Timestamp since;  // a stored row keeps its own while the state stays
};

// All that is left of one instance: replaces what was listed of it.
struct EffectsLeft {
    InstanceId instance;
    std::string saga;
    std::vector<LeftEffect> effects;
};

struct EffectRow {
    InstanceId instance;
    std::string saga;
    LeftEffect effect;
    std::optional<std::string> key{};  // of the instance
};

// Rows are listed in the order of these, oldest first.
struct EffectPosition {
    Timestamp since;
    InstanceId instance;
    std::string step;
    std::string item;
    int visit = 0;
    auto operator<=>(const EffectPosition&) const = default;
};
EffectPosition position_of(const EffectRow& row);

struct EffectFilter {
    std::optional<std::string> state;
    std::optional<std::string> saga;
    std::optional<Timestamp> since_before;  // exclusive
};

}  // namespace sagaflow::store
