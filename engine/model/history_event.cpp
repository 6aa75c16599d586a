#include "engine/model/history_event.hpp"

#include <array>

namespace sagaflow {
namespace {

constexpr std::array<std::string_view, kEventTypeCount> kEventNames{
    "InstanceStarted",     "InstanceCompleted",   "InstanceFailed",
    "InstanceParked",      "InstancePaused",      "InstanceResumed",
    "InstanceTerminated",  "DeadlinePassed",      "ChoiceTaken",
    "VariablesSet",        "TimerStarted",        "TimerFired",
    "ReceiveStarted",      "EventReceived",       "EventStored",
    "ReceiveTimedOut",     "StepStarted",         "AttemptStarted",
    "AttemptEnded",        "AttemptInterrupted",  "RetryScheduled",
    "ProbeAnswered",       "StepSucceeded",       "StepFailed",
    "StepAbandoned",       "StepRetried",         "StepSkipped",
    "StateFailed",         "ErrorCaught",         "LateResultRecorded",
    "VariablesEdited",     "RewindStarted",       "InstanceRewound",
    "CompensationStarted", "UndoStarted",         "UndoSucceeded",
    "UndoFailed",          "UndoRetried",         "UndoResolved",
    "InstanceUnstuck",     "InstanceCompensated", "InstancePartiallyCompensated"};

// Names of states and items are [A-Za-z0-9_.] by the validator: they need no escaping.
void append_event(std::string& text, const HistoryEvent& event) {
    text += R"({"seq":)";
    text += std::to_string(event.seq);
    text += R"(,"at":)";
    text += std::to_string(event.at.ms);
    text += R"(,"type":")";
    text += to_string(event.type);
    text += '"';
    if (!event.state.empty()) {
        text += R"(,"state":")";
        text += event.state;
        text += '"';
    }
    if (event.visit != 0) {
        text += R"(,"visit":)";
        text += std::to_string(event.visit);
    }
    if (!event.item.empty()) {
        text += R"(,"item":")";
        text += event.item;
        text += '"';
    }
    if (!event.data.is_null()) {
        text += R"(,"data":)";
        append_text(text, event.data);
    }
    text += '}';
}

std::optional<HistoryEvent> event_from(Json& json) {
    HistoryEvent event;
    const auto type = event_type_from(json.at("type").get_ref<const std::string&>());
    if (!type) return std::nullopt;
    event.type = *type;
    event.seq = json.at("seq").get<std::uint64_t>();
    event.at = {json.at("at").get<std::int64_t>()};
    if (const auto state = json.find("state"); state != json.end()) {
        event.state = state->get<std::string>();
    }
    if (const auto visit = json.find("visit"); visit != json.end()) {
        event.visit = visit->get<int>();
    }
    if (const auto item = json.find("item"); item != json.end()) {
        event.item = item->get<std::string>();
    }
    if (const auto data = json.find("data"); data != json.end()) event.data = std::move(*data);
    return event;
}

Error damaged(const std::string& why) {
    return {ErrorCode::kInternal, "Expected a stored history row to be readable, but " + why};
}

}  // namespace

std::string_view to_string(EventType type) { return kEventNames[static_cast<std::size_t>(type)]; }

std::optional<EventType> event_type_from(std::string_view text) {
    for (std::size_t i = 0; i < kEventNames.size(); ++i) {
        if (kEventNames[i] == text) return static_cast<EventType>(i);
    }
    return std::nullopt;
}

std::string to_text(const std::vector<HistoryEvent>& events) {
    std::string text = "[";
    for (const HistoryEvent& event : events) {
        if (text.size() > 1) text += ',';
        append_event(text, event);
    }
    text += ']';
    return text;
}

Result<std::vector<HistoryEvent>> history_events_from(std::string_view text) {
    Json list = Json::parse(text, nullptr, false);
    if (!list.is_array()) return damaged("it is no JSON array");
    std::vector<HistoryEvent> events;
    events.reserve(list.size());
    try {
        for (Json& item : list) {
            auto event = event_from(item);
            if (!event) return damaged("it holds an unknown event type: " + to_text(item["type"]));
            events.push_back(std::move(*event));
        }
    } catch (const nlohmann::json::exception& error) {
        return damaged(error.what());
    }
    return events;
}

namespace {

// Stored in milliseconds; shown as every time and span of the API is.
void show_times(Json& json) {
    for (const char* name : {"until", "deadline"}) {
        const auto found = json.find(name);
        if (found == json.end() || !found->is_number_integer()) continue;
        *found = format_timestamp(Timestamp{found->get<std::int64_t>()});
    }
    const auto timeout = json.find("timeout");
    if (timeout != json.end() && timeout->is_number_integer()) {
        *timeout = format_duration(Duration{timeout->get<std::int64_t>()});
    }
}

// What an operator has put in place of `before`. Edited values are stored once, under the name that
// the state is made from; they are shown here as well.
void show_after(Json& json, EventType type) {
    const auto before = json.find("before");
    if (before == json.end() || !before->is_object()) return;
    if (type == EventType::kVariablesEdited) {
        json["after"] = json.value("set", Json::object());
    } else if (before->contains("with") && json.contains("with")) {
        json["after"]["with"] = json.at("with");
    }
}

}  // namespace

Json to_json(const HistoryEvent& event) {
    Json json = event.data.is_object() ? event.data : Json::object();
    show_times(json);
    show_after(json, event.type);
    json["seq"] = event.seq;
    json["at"] = format_timestamp(event.at);
    json["type"] = to_string(event.type);
    if (!event.state.empty()) {
        json["state"] = event.state;
    }
    if (event.visit != 0) json["visit"] = event.visit;
    if (!event.item.empty()) json["item"] = event.item;
    return json;
}

}  // namespace sagaflow
