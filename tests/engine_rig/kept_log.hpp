// Keeps the warnings and errors of a node as text: "message name=value …".
#pragma once

#include <deque>
#include <string>

#include "engine/core/log.hpp"

namespace sagaflow::testing {

class KeptLog final : public Logger {
public:
    bool enabled(LogLevel level) const override { return level >= LogLevel::kWarning; }
    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields)
        override;

    // Those that hold this text.
    std::deque<std::string> lines_with(std::string_view text) const;

private:
    static constexpr std::size_t kLinesMax = 1'000;  // the newest: a simulated node may say much

    std::deque<std::string> lines_;
};

}  // namespace sagaflow::testing
