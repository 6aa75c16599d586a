#include "engine/kernel/transition.hpp"

#include <algorithm>

namespace sagaflow::kernel {
namespace {

// What a place waits for, before and after an event: the difference is what to (un)subscribe.
std::vector<std::pair<EventAddress, std::uint64_t>> waits_of(const InstanceState& state) {
    std::vector<std::pair<EventAddress, std::uint64_t>> waits;
    for (const ActiveState& active : state.active) {
        if (active.phase != Phase::kReceiving) continue;
        for (const EventAddress& address : active.waits) {
            const auto wait = std::pair(address, active.token);
            // Two handlers may wait for the same event, told apart by `when`.
            if (std::find(waits.begin(), waits.end(), wait) == waits.end()) waits.push_back(wait);
        }
    }
    return waits;
}

}  // namespace

void Transition::emit(EventType type, Json data) { emit(type, StepRef{}, std::move(data)); }

void Transition::emit(EventType type, const StepRef& step, Json data) {
    HistoryEvent event;
    event.type = type;
    event.at = context_.now;
    event.state = step.state;
    event.item = step.item;
    event.visit = step.visit;
    event.data = std::move(data);
    emit_event(std::move(event));
}

// What ends or turns back will not take the events that were stored for it.
void Transition::give_back_events(const std::vector<Json>& stored) {
    for (const Json& event : stored) {
        GiveBackEventEffect back;
        back.identity = {event.at("source").get<std::string>(), event.at("id").get<std::string>()};
        back.address = {event.at("type").get<std::string>(), event.at("key").get<std::string>()};
        effect(std::move(back));
    }
}

void Transition::emit_event(HistoryEvent event) {
    event.seq = state_.seq + 1;
    const auto before = waits_of(state_);
    const std::vector<Json> stored = state_.stored_events;
    apply(state_, event);
    if (event.type != EventType::kEventReceived && state_.stored_events.size() < stored.size()) {
        give_back_events(stored);
    }
    const auto after = waits_of(state_);
    for (const auto& wait : before) {
        if (std::find(after.begin(), after.end(), wait) == after.end()) {
            effect(UnsubscribeEffect{wait.first, wait.second});
        }
    }
    for (const auto& wait : after) {
        if (std::find(before.begin(), before.end(), wait) == before.end()) {
            effect(SubscribeEffect{wait.first, wait.second});
        }
    }
    out_.events.push_back(std::move(event));
}

const dsl::State& Transition::definition(const std::string& name) const {
    const dsl::State* found = program_.find(name);
    ENSURE(found != nullptr, name);
    return *found;
}

const dsl::TaskState& Transition::task(const std::string& name) const {
    return std::get<dsl::TaskState>(definition(name).kind);
}

Scope Transition::scope() const { return Scope(state_, context_.now, context_.environment.config); }

Result<Json> evaluate_assignments(const dsl::Assignments& assign, const Scope& scope) {
    Json set = Json::object();
    for (const auto& [name, source] : assign) {
        auto value = dsl::render_value(source, scope);
        if (!value.ok()) {
            return Error{value.error().code, "assign." + name + ": " + value.error().message};
        }
        set[name] = std::move(*value);
    }
    return set;
}

StepError expression_error(const std::string& state, const Error& error) {
    StepError result;
    result.type = error.code == ErrorCode::kTooLarge ? "limit" : "expression";
    result.message = storable(error.message);
    result.state = state;
    return result;
}

}  // namespace sagaflow::kernel
