#include "engine/kernel/document.hpp"

#include <set>

#include "engine/kernel/why/explanation.hpp"

namespace sagaflow::kernel {
namespace {

Json place(std::string_view kind, const std::string& state, const std::string& item) {
    Json json{{"kind", kind}, {"state", state}};
    if (!item.empty()) json["item"] = item;
    return json;
}

void add_until(Json& json, const std::optional<Timestamp>& until) {
    if (until) json["until"] = format_timestamp(*until);
}

// Attempts that the retry policy does not count: before a retry by hand, or interrupted.
void add_attempts(Json& json, const char* name, int all, int uncounted) {
    if (all > 0) json[name] = all;
    if (uncounted > 0) json["uncounted"] = uncounted;
}

// While it is paused, nothing but calls that are out comes to its end.
bool is_held(const InstanceState& state, const ActiveState& active) {
    return state.status == InstanceStatus::kPaused && active.due_at &&
           active.phase != Phase::kAttempting && active.phase != Phase::kProbing;
}

void add_events(Json& list, const ActiveState& active, bool held) {
    for (const EventAddress& wait : active.waits) {
        Json json = place("event", active.state, active.item);
        json["event"] = wait.type;
        json["key"] = wait.key;
        add_until(json, active.due_at);
        if (held) json["held"] = true;
        list.push_back(std::move(json));
    }
}

void add_active(Json& list, const ActiveState& active, bool held) {
    switch (active.phase) {
        case Phase::kReceiving:
            add_events(list, active, held);
            return;
        case Phase::kReady:
        case Phase::kFailed:
            return;
        default:
            break;
    }
    const bool retry = active.phase == Phase::kBackoff || active.phase == Phase::kProbeBackoff;
    const bool parked = active.phase == Phase::kParked;
    const bool timer = active.phase == Phase::kTimer;
    Json json = place(
        retry    ? "retry"
        : parked ? "operator"
        : timer  ? "timer"
                 : "task",
        active.state,
        active.item
    );
    add_until(json, active.due_at);
    if (held) json["held"] = true;
    add_attempts(json, "attempt", active.attempt, active.attempt_base);
    if (active.error) json["lastError"] = shown_error(*active.error);
    list.push_back(std::move(json));
}

void add_undo(Json& list, const UndoEntry& undo) {
    const bool failed = undo.phase == UndoPhase::kFailed;
    const bool under_way = undo.phase == UndoPhase::kUndoing || undo.phase == UndoPhase::kProbing;
    if (!failed && !under_way) return;
    Json json = place(failed ? "operator" : undo.calling ? "task" : "retry", undo.state, undo.item);
    json["undo"] = true;
    json["visit"] = undo.visit;
    add_until(json, undo.due_at);
    add_attempts(json, "attempt", undo.attempt, undo.attempt_base);
    if (undo.error) json["lastError"] = shown_error(*undo.error);
    list.push_back(std::move(json));
}

Json steps_of(const InstanceState& state) {
    Json steps = Json::object();
    for (const auto& [name, record] : state.steps) {
        Json& json = steps[name];
        json["status"] = to_string(record.status);
        json["visit"] = record.visit;
        json["attempts"] = record.attempts;
        const auto output = state.outputs.find(name);
        json["output"] = output == state.outputs.end() ? Json() : *output;
        if (record.error) json["error"] = shown_error(*record.error);
    }
    return steps;
}

Json compensation_of(const InstanceState& state) {
    Json list = Json::array();
    for (const UndoEntry& undo : state.undos) {
        Json json{{"step", undo.state}, {"visit", undo.visit}, {"status", to_string(undo.phase)}};
        if (!undo.item.empty()) json["item"] = undo.item;
        json["attempts"] = undo.attempt;
        if (undo.attempt_base > 0) json["uncounted"] = undo.attempt_base;
        if (!undo.settled_by.empty()) json["settledBy"] = undo.settled_by;
        if (!undo.evidence.empty()) json["evidence"] = undo.evidence;
        if (undo.rendered) json["with"] = undo.with;
        if (undo.error) json["error"] = shown_error(*undo.error);
        list.push_back(std::move(json));
    }
    return list;
}

Json time_or_null(const std::optional<Timestamp>& at) {
    return at ? Json(format_timestamp(*at)) : Json();
}

bool is_undo(const Json& item) { return item.contains("undo"); }

bool waits_for_operator(const Json& item) { return item.value("kind", "") == "operator"; }

// The first entry that has an error; those that wait for an operator come before the others.
const Json* telling_entry(const Json& waiting) {
    const Json* found = nullptr;
    for (const Json& item : waiting) {
        if (!item.is_object() || !item.contains("lastError")) continue;
        if (waits_for_operator(item)) return &item;
        if (found == nullptr) found = &item;
    }
    return found;
}

Json without_body(const Json& error, bool undo) {
    Json json = error;
    json.erase("body");
    json["undo"] = undo;
    return json;
}

}  // namespace

void add_current_error(Json& document) {
    const Json* entry = telling_entry(document.at("waitingFor"));
    const Json& error = document.at("error");
    if (entry != nullptr) {
        document["currentError"] = without_body(entry->at("lastError"), is_undo(*entry));
    } else {
        document["currentError"] = error.is_object() ? without_body(error, false) : Json();
    }
}

Json waiting_for(const InstanceState& state) {
    Json list = Json::array();
    if (has_ended(state.status)) return list;
    for (const ActiveState& active : state.active) {
        add_active(list, active, is_held(state, active));
    }
    for (const UndoEntry& undo : state.undos) add_undo(list, undo);
    return list;
}

std::string active_states(const InstanceState& state) {
    std::set<std::string> names;
    for (const ActiveState& active : state.active) {
        names.insert(active.state.empty() ? active.next : active.state);
    }
    for (const UndoEntry& undo : state.undos) {
        if (undo.phase == UndoPhase::kUndoing || undo.phase == UndoPhase::kProbing ||
            undo.phase == UndoPhase::kFailed) {
            names.insert(undo.state);
        }
    }
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

// Member by member: a braced list would copy every value once more.
Json instance_document(const InstanceState& state) {
    Json json = Json::object();
    json["compensation"] = compensation_of(state);
    json["endedAt"] = time_or_null(state.ended_at);
    json["error"] = state.error ? shown_error(*state.error) : Json();
    json["id"] = state.id.text();
    json["input"] = state.input;
    json["key"] = state.key ? Json(*state.key) : Json();
    json["output"] = state.output;
    json["overdue"] = state.overdue;
    json["pivotPassed"] = state.pivot_passed;
    json["restartOf"] = state.restart_of.empty() ? Json() : Json(state.restart_of);
    json["saga"] = state.saga;
    json["seq"] = state.seq;
    json["startedAt"] = format_timestamp(state.started_at);
    json["status"] = to_string(state.status);
    json["steps"] = steps_of(state);
    json["updatedAt"] = format_timestamp(state.updated_at);
    json["vars"] = state.vars;
    json["version"] = state.version;
    json["waitingFor"] = waiting_for(state);
    add_current_error(json);
    return json;
}

}  // namespace sagaflow::kernel
