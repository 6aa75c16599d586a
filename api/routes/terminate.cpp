#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& terminate_rules() {
    static const ActionRules kRules{Action::kTerminate, {}, true, true};
    return kRules;
}

Response handle_terminate(Call& call) { return act(call, terminate_rules()); }

}  // namespace

Route terminate_route() {
    return action_route(
        terminate_rules(), handle_terminate, "Stop without undo",
        "The effects that are left are listed in the history. Needs If-Match.",
        "ReasonedRequest"
    );
}

}  // namespace sagaflow::api
