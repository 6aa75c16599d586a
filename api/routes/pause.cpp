#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& rules() {
    static const ActionRules kRules{Action::kPause, {}, false, false};
    return kRules;
}

Response handle(Call& call) { return act(call, rules()); }

}  // namespace

Route pause_route() {
    return action_route(
        rules(), handle, "Let nothing new start",
        "Results that arrive are recorded and events are stored until it is resumed.",
        "PauseRequest"
    );
}

}  // namespace sagaflow::api
