// From what a list's row says that an instance waits for, back to the places that said so.
#include "engine/kernel/why/why.hpp"

namespace sagaflow::kernel {
namespace {

std::string text_member(const Json& item, const char* name) {
    const auto found = item.find(name);
    return found != item.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int count_member(const Json& item, const char* name) {
    const auto found = item.find(name);
    return found != item.end() && found->is_number_integer() ? found->get<int>() : 0;
}

std::optional<Timestamp> until_member(const Json& item) {
    const auto parsed = parse_timestamp(text_member(item, "until"));
    return parsed.ok() ? std::optional(*parsed) : std::nullopt;
}

std::optional<StepError> error_member(const Json& item) {
    const auto found = item.find("lastError");
    if (found == item.end() || !found->is_object()) return std::nullopt;
    return step_error_from(*found);
}

Phase phase_of_kind(const std::string& kind) {
    if (kind == "retry") return Phase::kBackoff;
    if (kind == "timer") return Phase::kTimer;
    if (kind == "event") return Phase::kReceiving;
    return kind == "operator" ? Phase::kParked : Phase::kAttempting;
}

UndoEntry undo_outline(const Json& item, const std::string& kind) {
    UndoEntry undo;
    undo.state = text_member(item, "state");
    undo.phase = kind == "operator" ? UndoPhase::kFailed : UndoPhase::kUndoing;
    undo.calling = kind == "task";
    undo.attempt = count_member(item, "attempt");
    undo.attempt_base = count_member(item, "uncounted");
    undo.due_at = until_member(item);
    undo.error = error_member(item);
    return undo;
}

ActiveState active_outline(const Json& item, const std::string& kind) {
    ActiveState active;
    active.state = text_member(item, "state");
    active.phase = phase_of_kind(kind);
    active.attempt = count_member(item, "attempt");
    active.attempt_base = count_member(item, "uncounted");
    active.due_at = until_member(item);
    active.error = error_member(item);
    return active;
}

// A receive with several handlers stands in the list once for each of them.
bool joins_receive(InstanceState& state, const Json& item) {
    const EventAddress address{text_member(item, "event"), text_member(item, "key")};
    const std::string name = text_member(item, "state");
    for (ActiveState& active : state.active) {
        if (active.phase != Phase::kReceiving || active.state != name) continue;
        active.waits.push_back(address);
        return true;
    }
    return false;
}

}  // namespace

InstanceState outline(InstanceStatus status, const Json& waiting_for) {
    InstanceState state;
    state.status = status;
    if (!waiting_for.is_array()) return state;
    for (const Json& item : waiting_for) {
        if (!item.is_object()) continue;
        const std::string kind = text_member(item, "kind");
        if (item.contains("undo")) {
            state.undos.push_back(undo_outline(item, kind));
        } else if (kind != "event" || !joins_receive(state, item)) {
            state.active.push_back(active_outline(item, kind));
            if (kind == "event") joins_receive(state, item);
        }
    }
    return state;
}

}  // namespace sagaflow::kernel
