#include "engine/kernel/states/states.hpp"
#include "engine/kernel/states/time_template.hpp"

namespace sagaflow::kernel {
namespace {

// A correlation key as text: strings as they are, numbers and booleans by their JSON text.
Result<std::string> key_text(const dsl::TemplatePtr& key, const Scope& scope) {
    if (key == nullptr) return std::string();
    const auto value = dsl::render_value(key, scope);
    if (!value.ok()) return value.error();
    std::string text = value->is_string() ? value->get<std::string>() : to_text(*value);
    if (value->is_structured() || value->is_null()) {
        return Error{
            ErrorCode::kUnprocessable,
            "Expected a key that is a text or a number, but got " + shortened(text)};
    }
    if (text.size() > limits::kEventFieldBytesMax) {
        return Error{
            ErrorCode::kTooLarge,
            "Expected a key of at most " + std::to_string(limits::kEventFieldBytesMax) + " bytes"};
    }
    return text;
}

Result<std::optional<Timestamp>> deadline_of(Transition& run, const dsl::ReceiveState& receive) {
    if (!receive.timeout) return std::optional<Timestamp>();
    const Scope scope = run.scope();
    const auto at = receive.timeout->after != nullptr
                        ? time_after(run.now(), receive.timeout->after, scope)
                        : time_at(receive.timeout->at, scope);
    if (!at.ok()) return Error{at.error().code, "timeout: " + at.error().message};
    return std::optional<Timestamp>(*at);
}

// A receive takes events that came before it, but none that is older than its `keep`.
bool came_too_early(
    const ActiveState& active, const dsl::ReceiveState& receive, const OfferedEvent& event
) {
    if (!event.received_at || !active.first_attempt_at) return false;
    return *event.received_at + receive.keep < *active.first_attempt_at;
}

// Which handler takes the event: the first whose address and `when` match.
std::optional<std::size_t> handler_for(
    const Transition& run,
    const ActiveState& active,
    const dsl::ReceiveState& receive,
    const OfferedEvent& event
) {
    if (came_too_early(active, receive, event)) return std::nullopt;
    Scope scope = run.scope();
    scope.event(event.json);
    for (std::size_t i = 0; i < receive.handlers.size() && i < active.waits.size(); ++i) {
        if (active.waits[i] != event.address) continue;
        const dsl::Handler& handler = receive.handlers[i];
        if (handler.when == nullptr) return i;
        const cel::Value verdict = handler.when->evaluate(scope);
        // A condition that cannot be evaluated over this event does not hold for it.
        if (verdict.kind() == cel::Kind::kBool && verdict.as_bool()) return i;
    }
    return std::nullopt;
}

void take_event(
    Transition& run,
    const StepRef& step,
    const dsl::Handler& handler,
    std::size_t index,
    const Json& event
) {
    Json data{{"handler", index}, {"event", event}};
    Scope scope = run.scope();
    scope.event(event);
    auto set = evaluate_assignments(handler.assign, scope);
    if (!set.ok()) {
        data["error"] = to_json(expression_error(step.state, set.error()));
    } else {
        if (!set->empty()) data["set"] = std::move(*set);
        if (handler.next) {
            data["next"] = run.name_of(*handler.next);
        } else {
            StepError error;
            error.type = handler.error;
            error.message = "Raised by the event " + handler.event;
            error.state = step.state;
            error.body = event.at("data");
            data["error"] = to_json(error);
        }
    }
    run.emit(EventType::kEventReceived, step, std::move(data));
}

bool has_room_for(const InstanceState& state, const Json& event) {
    if (state.stored_events.size() >= limits::kStoredEventsPerInstanceMax) return false;
    std::size_t bytes = approximate_size(event);
    for (const Json& stored : state.stored_events) bytes += approximate_size(stored);
    return bytes <= limits::kStoredEventBytesPerInstanceMax;
}

// Events that arrived while the instance was paused come before new ones.
void offer_stored(Transition& run) {
    const std::vector<Json> stored = run.state().stored_events;
    for (const Json& event : stored) {
        const EventAddress address{
            event.at("type").get<std::string>(), event.at("key").get<std::string>()};
        if (offer_event(run, {event, address, std::nullopt})) return;
    }
}

}  // namespace

void enter_receive(Transition& run, const dsl::State& definition, const StepRef& step) {
    const auto& receive = std::get<dsl::ReceiveState>(definition.kind);
    Json on = Json::array();
    for (const dsl::Handler& handler : receive.handlers) {
        const auto key = key_text(handler.key, run.scope());
        if (!key.ok()) {
            fail_state(run, step, Error{key.error().code, "key: " + key.error().message});
            return;
        }
        on.push_back({{"type", handler.event}, {"key", *key}});
    }
    const auto deadline = deadline_of(run, receive);
    if (!deadline.ok()) {
        fail_state(run, step, deadline.error());
        return;
    }
    Json data{{"on", std::move(on)}};
    if (*deadline) data["deadline"] = (*deadline)->ms;
    run.emit(EventType::kReceiveStarted, step, std::move(data));
    if (!run.state().stored_events.empty()) offer_stored(run);
}

bool offer_event(Transition& run, const OfferedEvent& event) {
    for (const ActiveState& active : run.state().active) {
        if (active.phase != Phase::kReceiving) continue;
        const auto& receive = std::get<dsl::ReceiveState>(run.definition(active.state).kind);
        const auto index = handler_for(run, active, receive, event);
        if (!index) continue;
        if (run.state().status == InstanceStatus::kPaused) {
            if (!has_room_for(run.state(), event.json)) return false;  // it stays kept
            run.emit(EventType::kEventStored, ref_of(active), Json{{"event", event.json}});
        } else {
            take_event(run, ref_of(active), receive.handlers[*index], *index, event.json);
        }
        return true;
    }
    return false;
}

void receive_due(Transition& run, const StepRef& step) {
    const auto& receive = std::get<dsl::ReceiveState>(run.definition(step.state).kind);
    ENSURE(receive.timeout.has_value(), "a receive without timeout came due");
    Json data = Json::object();
    if (receive.timeout->next) {
        data["next"] = run.name_of(*receive.timeout->next);
    } else {
        StepError error;
        error.type = receive.timeout->error;
        error.message = "No matching event came in time";
        error.state = step.state;
        data["error"] = to_json(error);
    }
    run.emit(EventType::kReceiveTimedOut, step, std::move(data));
}

}  // namespace sagaflow::kernel
