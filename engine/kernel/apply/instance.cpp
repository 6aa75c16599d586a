// Events of the instance as a whole.
#include "engine/kernel/apply/appliers.hpp"

namespace sagaflow::kernel::appliers {

void instance_started(InstanceState& state, const HistoryEvent& event) {
    const Json& data = event.data;
    state.saga = data.at("saga").get<std::string>();
    state.version = data.at("version").get<int>();
    if (data.contains("key")) state.key = data.at("key").get<std::string>();
    state.input = data.at("input");
    state.deadline = time_in(data, "deadline");
    state.traceparent = data.value("traceparent", "");
    state.restart_of = data.value("restartOf", "");
    state.started_at = event.at;
    if (data.contains("keys")) {
        for (const Json& pair : data.at("keys")) {
            state.keys.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
        }
    }
    ActiveState first;
    first.phase = Phase::kReady;
    first.next = data.at("next").get<std::string>();
    state.active.push_back(std::move(first));
}

void instance_completed(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kComplete);
    state.output = event.data.at("output");
    end_instance(state, event);
}

void instance_failed(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kFail);
    state.error = step_error_from(event.data.at("error"));
    end_instance(state, event);
}

void instance_parked(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kPark);
    ActiveState& active = active_of(state, event);
    active.phase = Phase::kParked;
    state.error = step_error_from(event.data.at("error"));
}

void instance_paused(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kPause);
    state.intervention = intervention_in(event);
}

void instance_resumed(InstanceState& state, const HistoryEvent&) {
    move_instance(state, InstanceCommand::kResume);
    state.intervention.reset();
}

void instance_terminated(InstanceState& state, const HistoryEvent& event) {
    move_instance(state, InstanceCommand::kTerminate);
    state.intervention = intervention_in(event);
    end_instance(state, event);
}

void variables_edited(InstanceState& state, const HistoryEvent& event) {
    set_variables(state, event);
    const auto unset = event.data.find("unset");
    if (unset == event.data.end()) return;
    for (const Json& name : *unset) state.vars.erase(name.get_ref<const std::string&>());
}

void deadline_passed(InstanceState& state, const HistoryEvent&) { state.overdue = true; }

}  // namespace sagaflow::kernel::appliers
