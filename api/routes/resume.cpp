#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& rules() {
    static const ActionRules kRules{Action::kResume, {}, false, false};
    return kRules;
}

Response handle(Call& call) { return act(call, rules()); }

}  // namespace

Route resume_route() {
    return action_route(
        rules(), handle, "Go on after a pause",
        "Stored events are offered and overdue timers fire once.",
        "PauseRequest"
    );
}

}  // namespace sagaflow::api
