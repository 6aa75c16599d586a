// The port for structured log lines. The engine and the connectors write through it and know
// nothing of files, formats or libraries; the server's implementation is in server/logging.
//
// Thread-safe and quick: an implementation must not block its caller on I/O. `message` is constant
// text in our own words; whatever varies goes into fields, so that lines can be searched. No field
// may hold a secret or a payload.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace sagaflow {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
std::string_view to_string(LogLevel level);  // debug, info, warning, error

struct LogField {
    std::string_view name;  // instance, saga, state, key, traceId, error …
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

class Logger {
public:
    virtual ~Logger() = default;
    virtual bool enabled(LogLevel level) const = 0;
    virtual void write(
        LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {}
    ) = 0;
};

// For tests and embedders that want none.
class NullLogger final : public Logger {
public:
    bool enabled(LogLevel) const override { return false; }
    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace sagaflow
