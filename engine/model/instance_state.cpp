#include <array>

#include "engine/model/instance_state.hpp"

namespace sagaflow {
namespace {

constexpr std::array<std::string_view, 9> kPhases{
    "attempting",
    "backoff",
    "probing",
    "probeBackoff",
    "timer",
    "receiving",
    "ready",
    "failed",
    "parked"};
constexpr std::array<std::string_view, 11> kUndoPhases{
    "open",
    "pending",
    "uncertain",
    "probing",
    "undoing",
    "undone",
    "notNeeded",
    "failed",
    "doneOutside",
    "givenUp",
    "kept"};

template <typename Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

// Members that hold their default are left out: images stay small and canonical.
void put(Json& json, const char* name, const std::optional<Timestamp>& at) {
    if (at) json[name] = at->ms;
}
void put(Json& json, const char* name, const std::optional<StepError>& error) {
    if (error) json[name] = to_json(*error);
}
void put(Json& json, const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
}
void put(Json& json, const char* name, const Json& value) {
    if (!value.is_null()) json[name] = value;
}
void put(Json& json, const char* name, int value) {
    if (value != 0) json[name] = value;
}
void put(Json& json, const char* name, std::uint64_t value) {
    if (value != 0) json[name] = value;
}
void put(Json& json, const char* name, bool value) {
    if (value) json[name] = true;
}
void put(Json& json, const char* name, const std::vector<SecretUse>& secrets) {
    if (!secrets.empty()) json[name] = to_json(secrets);
}

void get(const Json& json, const char* name, std::optional<Timestamp>& at) {
    if (json.contains(name)) at = Timestamp{json.at(name).get<std::int64_t>()};
}
void get(const Json& json, const char* name, std::optional<StepError>& error) {
    if (json.contains(name)) error = step_error_from(json.at(name));
}
void get(const Json& json, const char* name, std::vector<SecretUse>& secrets) {
    if (json.contains(name)) secrets = secret_uses_from(json.at(name));
}
void get(const Json& json, const char* name, Json& value) {
    if (json.contains(name)) value = json.at(name);
}
template <typename T>
void get(const Json& json, const char* name, T& value) {
    if (json.contains(name)) value = json.at(name).get<T>();
}

void put(Json& json, const char* name, const std::optional<Intervention>& by) {
    if (by) json[name] = {{"actor", by->actor}, {"reason", by->reason}, {"at", by->at.ms}};
}
void get(const Json& json, const char* name, std::optional<Intervention>& by) {
    if (!json.contains(name)) return;
    by.emplace();
    get(json.at(name), "actor", by->actor);
    get(json.at(name), "reason", by->reason);
    by->at = {json.at(name).at("at").get<std::int64_t>()};
}

Json to_json(const StepRecord& record) {
    Json json{{"status", to_string(record.status)}, {"visit", record.visit}};
    put(json, "attempts", record.attempts);
    put(json, "order", std::uint64_t{record.order});
    put(json, "error", record.error);
    return json;
}

StepRecord step_record_from(const Json& json) {
    StepRecord record;
    record.status = step_status_from(json.at("status").get_ref<const std::string&>())
                        .value_or(StepStatus::kUnknown);
    get(json, "visit", record.visit);
    get(json, "attempts", record.attempts);
    get(json, "order", record.order);
    get(json, "error", record.error);
    return record;
}

Json to_json(const ActiveState& active) {
    Json json{{"state", active.state}, {"visit", active.visit}, {"phase", to_string(active.phase)}};
    put(json, "item", active.item);
    put(json, "next", active.next);
    put(json, "dueAt", active.due_at);
    put(json, "with", active.with);
    put(json, "secrets", active.secrets);
    put(json, "attempt", active.attempt);
    put(json, "attemptBase", active.attempt_base);
    put(json, "probeAttempt", active.probe_attempt);
    put(json, "probeBase", active.probe_base);
    put(json, "probingSince", active.probing_since);
    put(json, "unknownSeen", active.unknown_seen);
    put(json, "applied", active.applied);
    put(json, "firstAttemptAt", active.first_attempt_at);
    put(json, "error", active.error);
    put(json, "token", active.token);
    for (const EventAddress& wait : active.waits) {
        json["waits"].push_back({{"type", wait.type}, {"key", wait.key}});
    }
    return json;
}

ActiveState active_state_from(const Json& json) {
    ActiveState active;
    get(json, "state", active.state);
    get(json, "item", active.item);
    get(json, "visit", active.visit);
    active.phase =
        phase_from(json.at("phase").get_ref<const std::string&>()).value_or(Phase::kParked);
    get(json, "next", active.next);
    get(json, "dueAt", active.due_at);
    get(json, "with", active.with);
    get(json, "secrets", active.secrets);
    get(json, "attempt", active.attempt);
    get(json, "attemptBase", active.attempt_base);
    get(json, "probeAttempt", active.probe_attempt);
    get(json, "probeBase", active.probe_base);
    get(json, "probingSince", active.probing_since);
    get(json, "unknownSeen", active.unknown_seen);
    get(json, "applied", active.applied);
    get(json, "firstAttemptAt", active.first_attempt_at);
    get(json, "error", active.error);
    get(json, "token", active.token);
    if (json.contains("waits")) {
        for (const Json& wait : json.at("waits")) {
            active.waits.push_back(
                {wait.at("type").get<std::string>(), wait.at("key").get<std::string>()}
            );
        }
    }
    return active;
}

Json to_json(const UndoEntry& undo) {
    Json json{{"state", undo.state}, {"visit", undo.visit}, {"phase", to_string(undo.phase)}};
    put(json, "item", undo.item);
    put(json, "started", undo.started);
    put(json, "ended", undo.ended);
    put(json, "undoOnFailed", undo.undo_on_failed);
    put(json, "vars", undo.vars);
    put(json, "steps", undo.steps);
    put(json, "output", undo.output);
    put(json, "with", undo.with);
    put(json, "secrets", undo.secrets);
    put(json, "rendered", undo.rendered);
    put(json, "probeSpent", undo.probe_spent);
    put(json, "attempt", undo.attempt);
    put(json, "attemptBase", undo.attempt_base);
    put(json, "probeAttempt", undo.probe_attempt);
    put(json, "probeBase", undo.probe_base);
    put(json, "firstAttemptAt", undo.first_attempt_at);
    put(json, "dueAt", undo.due_at);
    put(json, "calling", undo.calling);
    put(json, "error", undo.error);
    put(json, "settledBy", undo.settled_by);
    put(json, "evidence", undo.evidence);
    return json;
}

UndoEntry undo_entry_from(const Json& json) {
    UndoEntry undo;
    get(json, "state", undo.state);
    get(json, "item", undo.item);
    get(json, "visit", undo.visit);
    undo.phase = undo_phase_from(json.at("phase").get_ref<const std::string&>())
                     .value_or(UndoPhase::kFailed);
    get(json, "started", undo.started);
    get(json, "ended", undo.ended);
    get(json, "undoOnFailed", undo.undo_on_failed);
    get(json, "vars", undo.vars);
    get(json, "steps", undo.steps);
    get(json, "output", undo.output);
    get(json, "with", undo.with);
    get(json, "secrets", undo.secrets);
    get(json, "rendered", undo.rendered);
    get(json, "probeSpent", undo.probe_spent);
    get(json, "attempt", undo.attempt);
    get(json, "attemptBase", undo.attempt_base);
    get(json, "probeAttempt", undo.probe_attempt);
    get(json, "probeBase", undo.probe_base);
    get(json, "firstAttemptAt", undo.first_attempt_at);
    get(json, "dueAt", undo.due_at);
    get(json, "calling", undo.calling);
    get(json, "error", undo.error);
    get(json, "settledBy", undo.settled_by);
    get(json, "evidence", undo.evidence);
    return undo;
}

InstanceState read_image(const Json& json) {
    InstanceState state;
    const auto id = InstanceId::parse(json.at("id").get_ref<const std::string&>());
    if (!id) throw std::invalid_argument("its id is no instance id");
    state.id = *id;
    get(json, "saga", state.saga);
    get(json, "version", state.version);
    if (json.contains("key")) state.key = json.at("key").get<std::string>();
    state.status = instance_status_from(json.at("status").get_ref<const std::string&>())
                       .value_or(InstanceStatus::kParked);
    get(json, "input", state.input);
    get(json, "vars", state.vars);
    get(json, "outputs", state.outputs);
    if (json.contains("steps")) {
        for (const auto& [name, record] : json.at("steps").items()) {
            state.steps[name] = step_record_from(record);
        }
    }
    if (json.contains("active")) {
        for (const Json& item : json.at("active")) state.active.push_back(active_state_from(item));
    }
    if (json.contains("undos")) {
        for (const Json& item : json.at("undos")) state.undos.push_back(undo_entry_from(item));
    }
    if (json.contains("rewind")) {
        const Json& rewind = json.at("rewind");
        state.rewind = std::make_shared<const Rewind>(Rewind{
            rewind.at("to").get<std::string>(), rewind.at("from").get<std::uint64_t>()});
    }
    if (json.contains("storedEvents")) {
        for (const Json& item : json.at("storedEvents")) state.stored_events.push_back(item);
    }
    get(json, "error", state.error);
    get(json, "output", state.output);
    state.started_at = {json.at("startedAt").get<std::int64_t>()};
    state.updated_at = {json.at("updatedAt").get<std::int64_t>()};
    get(json, "endedAt", state.ended_at);
    get(json, "deadline", state.deadline);
    get(json, "overdue", state.overdue);
    get(json, "pivotPassed", state.pivot_passed);
    get(json, "order", state.order);
    get(json, "seq", state.seq);
    get(json, "traceparent", state.traceparent);
    get(json, "restartOf", state.restart_of);
    get(json, "intervention", state.intervention);
    if (json.contains("keys")) {
        for (const Json& pair : json.at("keys")) {
            state.keys.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
        }
    }
    return state;
}

}  // namespace

std::string_view to_string(Phase phase) { return kPhases[static_cast<std::size_t>(phase)]; }
std::optional<Phase> phase_from(std::string_view text) { return find_name<Phase>(kPhases, text); }

std::string_view to_string(UndoPhase phase) { return kUndoPhases[static_cast<std::size_t>(phase)]; }
std::optional<UndoPhase> undo_phase_from(std::string_view text) {
    return find_name<UndoPhase>(kUndoPhases, text);
}

bool is_settled(UndoPhase phase) {
    return phase == UndoPhase::kUndone || phase == UndoPhase::kNotNeeded ||
           phase == UndoPhase::kDoneOutside || phase == UndoPhase::kGivenUp ||
           phase == UndoPhase::kKept;
}

Json to_json(const InstanceState& state) {
    Json json{
        {"id", state.id.text()},
        {"saga", state.saga},
        {"version", state.version},
        {"status", to_string(state.status)},
        {"startedAt", state.started_at.ms},
        {"updatedAt", state.updated_at.ms},
        {"seq", state.seq}};
    if (state.key) json["key"] = *state.key;
    put(json, "input", state.input);
    if (!state.vars.empty()) json["vars"] = state.vars;
    if (!state.outputs.empty()) json["outputs"] = state.outputs;
    for (const auto& [name, record] : state.steps) json["steps"][name] = to_json(record);
    for (const ActiveState& active : state.active) json["active"].push_back(to_json(active));
    for (const UndoEntry& undo : state.undos) json["undos"].push_back(to_json(undo));
    if (state.rewind) json["rewind"] = {{"to", state.rewind->to}, {"from", state.rewind->from}};
    for (const Json& event : state.stored_events) json["storedEvents"].push_back(event);
    put(json, "error", state.error);
    put(json, "output", state.output);
    put(json, "endedAt", state.ended_at);
    put(json, "deadline", state.deadline);
    put(json, "overdue", state.overdue);
    put(json, "pivotPassed", state.pivot_passed);
    put(json, "order", state.order);
    put(json, "traceparent", state.traceparent);
    put(json, "restartOf", state.restart_of);
    put(json, "intervention", state.intervention);
    for (const auto& [scope, key] : state.keys) {
        json["keys"].push_back(Json::array({scope, key}));
    }
    return json;
}

Result<InstanceState> instance_state_from(const Json& json) {
    try {
        return read_image(json);
    } catch (const std::exception& error) {
        return Error{
            ErrorCode::kInternal,
            std::string("Expected a stored instance image to be readable, but ") + error.what()};
    }
}

std::size_t approximate_size(const InstanceState& state) {
    std::size_t total = 600 + approximate_size(state.input) + approximate_size(state.vars) +
                        approximate_size(state.outputs) + state.steps.size() * 120;
    for (const ActiveState& active : state.active) total += 250 + approximate_size(active.with);
    for (const UndoEntry& undo : state.undos) {
        total += 300 + approximate_size(undo.vars) + approximate_size(undo.steps) +
                 approximate_size(undo.output) + approximate_size(undo.with);
    }
    for (const Json& event : state.stored_events) total += approximate_size(event);
    return total;
}

}  // namespace sagaflow
