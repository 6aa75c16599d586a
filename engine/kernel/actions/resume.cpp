#include "engine/kernel/actions/actions.hpp"
#include "engine/kernel/states/states.hpp"

namespace sagaflow::kernel {

void act_resume(Transition& run, const OperatorAsked& asked) {
    if (refuse_unless(run, InstanceCommand::kResume, "resume")) return;
    run.emit(EventType::kInstanceResumed, asked_by(asked));
    // What arrived meanwhile is offered in arrival order, before anything newer.
    const std::vector<Json> stored = run.state().stored_events;
    for (const Json& event : stored) {
        offer_event(
            run, event,
            {event.at("type").get<std::string>(), event.at("key").get<std::string>()}
        );
        advance(run);
    }
    advance(run);
}

}  // namespace sagaflow::kernel
