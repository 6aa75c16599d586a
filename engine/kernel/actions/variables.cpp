#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

// The values that are about to go, by name; a name that is new is not among them.
Json values_before(const InstanceState& state, const Json& set, const Json& unset) {
    Json before = Json::object();
    const auto keep = [&](const std::string& name) {
        if (state.vars.contains(name)) before[name] = state.vars.at(name);
    };
    for (const auto& [name, value] : set.items()) keep(name);
    for (const Json& name : unset) keep(name.get_ref<const std::string&>());
    return before;
}

std::string unknown_variable(const InstanceState& state, const Json& set, const Json& unset) {
    for (const Json& json : unset) {
        const auto& name = json.get_ref<const std::string&>();
        if (set.contains(name)) return "Expected " + name + " either in `set` or in `unset`";
        if (!state.vars.contains(name)) {
            return "Expected a variable to remove, but this instance has no " + name;
        }
    }
    return {};
}

}  // namespace

// Variables are read when something is rendered next: what was rendered before stays as it is.
void act_variables(Transition& run, const OperatorAsked& asked) {
    const InstanceState& state = run.state();
    if (has_ended(state.status)) {
        run.refuse(
            "Expected an instance that has not ended, but this one is " +
            std::string(to_string(state.status))
        );
        return;
    }
    const Json set = asked.arguments.value("set", Json::object());
    const Json unset = asked.arguments.value("unset", Json::array());
    if (std::string why = unknown_variable(state, set, unset); !why.empty()) {
        run.refuse(std::move(why));
        return;
    }
    if (approximate_size(state) + approximate_size(set) > limits::kInstanceImageBytesMax) {
        run.refuse(
            "Expected input, variables and outputs of one instance to stay below " +
            std::to_string(limits::kInstanceImageBytesMax) + " bytes"
        );
        return;
    }
    Json data = asked_by(asked);
    data["before"] = values_before(state, set, unset);
    if (!set.empty()) data["set"] = set;
    if (!unset.empty()) data["unset"] = unset;
    run.emit(EventType::kVariablesEdited, std::move(data));
    // A kept event may fit the `when` of a receive now.
    for (const ActiveState& active : run.state().active) {
        for (const EventAddress& address : active.waits) run.effect(LookForKeptEffect{address});
    }
}

}  // namespace sagaflow::kernel
