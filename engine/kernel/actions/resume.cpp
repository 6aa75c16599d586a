#include <algorithm>

#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/states/states.hpp"

namespace sagaflow::kernel {

namespace {

// A receive that was entered meanwhile may have taken it.
bool is_still_stored(const InstanceState& state, const Json& event) {
    return std::find(state.stored_events.begin(), state.stored_events.end(), event) !=
           state.stored_events.end();
}

}  // namespace

void act_resume(Transition& run, const OperatorAsked& asked) {
    if (refuse_unless(run, InstanceCommand::kResume, "resume")) return;
    emit_asked(run, EventType::kInstanceResumed, {}, asked_by(asked));
    // What arrived meanwhile is offered in arrival order, before anything newer.
    const std::vector<Json> stored = run.state().stored_events;
    for (const Json& event : stored) {
        if (!is_still_stored(run.state(), event)) continue;
        const EventAddress address{
            event.at("type").get<std::string>(), event.at("key").get<std::string>()};
        offer_event(run, {event, address, std::nullopt});
        advance(run);
    }
    advance(run);
    // What was too much to store waits among the kept events.
    for (const ActiveState& active : run.state().active) {
        for (const EventAddress& address : active.waits) {
            run.effect(LookForKeptEffect{address});
        }
    }
}

}  // namespace sagaflow::kernel
