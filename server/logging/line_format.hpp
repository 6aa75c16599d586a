// One log line as bytes: text for people, or one JSON object. Nothing that comes in as a message or
// a field can end the line or forge another one: control characters are escaped in both. Pure.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "engine/core/log.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::server {

enum class LogFormat { kText, kJson };
std::optional<LogFormat> log_format_from(std::string_view text);  // text, json
std::optional<LogLevel> log_level_from(std::string_view text);    // debug, info, warning, error

std::string format_line(
    LogFormat format, Timestamp at, LogLevel level, std::string_view message,
    std::initializer_list<LogField> fields
);

}  // namespace sagaflow::server
