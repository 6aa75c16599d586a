#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& pause_rules() {
    static const ActionRules kRules{Action::kPause, {}, false, false};
    return kRules;
}

Response handle_pause(Call& call) { return act(call, pause_rules()); }

}  // namespace

Route pause_route() {
    return action_route(
        pause_rules(), handle_pause, "Let nothing new start",
        "Results that arrive are recorded and events are stored until it is resumed.",
        "PauseRequest"
    );
}

}  // namespace sagaflow::api
