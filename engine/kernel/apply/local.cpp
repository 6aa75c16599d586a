// Events of states that compute or wait, and of errors on their way.
#include "engine/kernel/apply/appliers.hpp"

namespace sagaflow::kernel::appliers {
namespace {

// A new visit of a state that stands in `steps`.
void begin_record(InstanceState& state, const HistoryEvent& event) {
    StepRecord& record = state.steps[event.state];
    record = StepRecord{};
    record.visit = event.visit;
    record.order = static_cast<std::uint32_t>(++state.order);
}

void fail_record(InstanceState& state, const StepRef& step, const StepError& error) {
    const auto record = state.steps.find(step.state);
    if (record == state.steps.end() || record->second.visit != step.visit) return;
    record->second.error = error;
}

}  // namespace

void choice_taken(InstanceState& state, const HistoryEvent& event) {
    leave(enter(state, event), event);
}

void variables_set(InstanceState& state, const HistoryEvent& event) {
    set_variables(state, event);
    leave(enter(state, event), event);
}

void timer_started(InstanceState& state, const HistoryEvent& event) {
    ActiveState& active = enter(state, event);
    active.phase = Phase::kTimer;
    active.due_at = time_in(event.data, "until");
    active.next = event.data.at("next").get<std::string>();
    begin_record(state, event);
}

void timer_fired(InstanceState& state, const HistoryEvent& event) {
    ActiveState& active = active_of(state, event);
    active.phase = Phase::kReady;
    active.due_at.reset();
    move_step(state, ref_of(event), StepCommand::kSucceed);
}

void receive_started(InstanceState& state, const HistoryEvent& event) {
    ActiveState& active = enter(state, event);
    active.phase = Phase::kReceiving;
    active.due_at = time_in(event.data, "deadline");
    active.token = event.seq;
    active.first_attempt_at = event.at;
    for (const Json& wait : event.data.at("on")) {
        active.waits.push_back(
            {wait.at("type").get<std::string>(), wait.at("key").get<std::string>()}
        );
    }
    begin_record(state, event);
}

void event_received(InstanceState& state, const HistoryEvent& event) {
    set_variables(state, event);
    ActiveState& active = active_of(state, event);
    leave(active, event);
    const Json& received = event.data.at("event");
    state.outputs[event.state] = received.at("data");
    if (active.phase == Phase::kFailed) {
        fail_record(state, ref_of(event), *active.error);
        move_step(state, ref_of(event), StepCommand::kFail);
    } else {
        move_step(state, ref_of(event), StepCommand::kSucceed);
    }
    std::erase_if(state.stored_events, [&](const Json& stored) {
        return stored.at("id") == received.at("id") && stored.at("source") == received.at("source");
    });
}

void event_stored(InstanceState& state, const HistoryEvent& event) {
    state.stored_events.push_back(event.data.at("event"));
}

void receive_timed_out(InstanceState& state, const HistoryEvent& event) {
    ActiveState& active = active_of(state, event);
    leave(active, event);
    if (active.phase == Phase::kFailed) {
        fail_record(state, ref_of(event), *active.error);
        move_step(state, ref_of(event), StepCommand::kFail);
    } else {
        move_step(state, ref_of(event), StepCommand::kSucceed);
    }
}

void state_failed(InstanceState& state, const HistoryEvent& event) {
    ActiveState* active = find_active(state, ref_of(event));
    const bool fresh = active == nullptr || active->phase == Phase::kReady;
    if (fresh) {
        active = &enter(state, event);
        if (event.visit != 0) begin_record(state, event);
    }
    leave(*active, event);
    fail_record(state, ref_of(event), *active->error);
    if (event.visit != 0) move_step(state, ref_of(event), StepCommand::kFail);
}

void error_caught(InstanceState& state, const HistoryEvent& event) {
    set_variables(state, event);
    ActiveState& active = active_of(state, event);
    active.phase = Phase::kReady;
    active.next = event.data.at("next").get<std::string>();
    active.error.reset();
    active.with = nullptr;
    active.secrets.clear();
}

}  // namespace sagaflow::kernel::appliers
