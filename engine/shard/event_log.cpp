#include "engine/shard/event_log.hpp"

namespace sagaflow {
namespace {

// W3C trace context: version-traceid-parentid-flags.
std::string_view trace_id_of(std::string_view traceparent) {
    constexpr std::size_t kStart = 3;
    constexpr std::size_t kLength = 32;
    return traceparent.size() < kStart + kLength ? std::string_view()
                                                 : traceparent.substr(kStart, kLength);
}

std::string error_type_of(const HistoryEvent& event) {
    const auto error = event.data.is_object() ? event.data.find("error") : event.data.end();
    if (error == event.data.end() || !error->is_object()) return {};
    return error->value("type", "");
}

std::string text_in(const HistoryEvent& event, const char* name) {
    return event.data.is_object() ? event.data.value(name, "") : std::string();
}

}  // namespace

LogLevel log_level_of(EventType type) {
    switch (type) {
        case EventType::kInstanceParked:
        case EventType::kUndoFailed:
        case EventType::kInstanceFailed:
        case EventType::kInstancePartiallyCompensated:
        case EventType::kDeadlinePassed:
        case EventType::kLateResultRecorded:
            return LogLevel::kWarning;
        case EventType::kCompensationStarted:
        case EventType::kInstanceCompensated:
        case EventType::kInstancePaused:
        case EventType::kInstanceResumed:
        case EventType::kInstanceTerminated:
        case EventType::kStepRetried:
        case EventType::kStepSkipped:
        case EventType::kUndoRetried:
        case EventType::kUndoResolved:
        case EventType::kVariablesEdited:
        case EventType::kRewindStarted:
        case EventType::kInstanceRewound:
            return LogLevel::kInfo;
        default:
            return LogLevel::kDebug;
    }
}

void log_event(Logger& logger, const InstanceState& state, const HistoryEvent& event) {
    const std::string id = state.id.text();
    const std::string error = error_type_of(event);
    const std::string actor = text_in(event, "actor");
    const std::string_view key = state.key ? std::string_view(*state.key) : std::string_view();
    logger.write(
        log_level_of(event.type),
        to_string(event.type),
        {{"instance", id},
         {"saga", state.saga},
         {"state", event.state},
         {"key", key},
         {"traceId", trace_id_of(state.traceparent)},
         {"error", error},
         {"actor", actor},
         {"seq", static_cast<std::int64_t>(event.seq)}}
    );
}

}  // namespace sagaflow
