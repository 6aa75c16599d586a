// What the definition's checker and the kernel must know of a named connection of the server.
#pragma once

#include <optional>
#include <string>

#include "engine/core/time.hpp"

namespace sagaflow {

struct ConnectionTraits {
    std::string connector;            // the connector type that serves it: http
    std::optional<Duration> timeout;  // of an attempt, where the definition names none
    bool idempotent = false;          // the participant dedups on the key: the last answer decides
};

}  // namespace sagaflow
