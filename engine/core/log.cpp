#include "engine/core/log.hpp"

#include <array>

namespace sagaflow {

std::string_view to_string(LogLevel level) {
    constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warning", "error"};
    return kNames[static_cast<std::size_t>(level)];
}

}  // namespace sagaflow
