#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& rules() {
    static const ActionRules kRules{Action::kTerminate, {}, true, true};
    return kRules;
}

Response handle(Call& call) { return act(call, rules()); }

}  // namespace

Route terminate_route() {
    return action_route(
        rules(), handle, "Stop without undo",
        "The effects that are left are listed in the history. Needs If-Match.",
        "ReasonedRequest"
    );
}

}  // namespace sagaflow::api
