#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& rules() {
    static const ActionRules kRules{Action::kCompensate, {}, true, false};
    return kRules;
}

Response handle(Call& call) { return act(call, rules()); }

}  // namespace

Route compensate_route() {
    return action_route(
        rules(), handle, "Stop and undo what was done",
        "For an instance that is parked or running.",
        "ReasonedRequest"
    );
}

}  // namespace sagaflow::api
