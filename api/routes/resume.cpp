#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& resume_rules() {
    static const ActionRules kRules{Action::kResume, {}, false, false};
    return kRules;
}

Response handle_resume(Call& call) { return act(call, resume_rules()); }

}  // namespace

Route resume_route() {
    return action_route(
        resume_rules(), handle_resume, "Go on after a pause",
        "Stored events are offered and overdue timers fire once.",
        "PauseRequest"
    );
}

}  // namespace sagaflow::api
