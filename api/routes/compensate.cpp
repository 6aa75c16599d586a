#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& compensate_rules() {
    static const ActionRules kRules{Action::kCompensate, {}, true, false};
    return kRules;
}

Response handle_compensate(Call& call) { return act(call, compensate_rules()); }

}  // namespace

Route compensate_route() {
    return action_route(
        compensate_rules(), handle_compensate, "Stop and undo what was done",
        "For an instance that is parked or running.",
        "ReasonedRequest"
    );
}

}  // namespace sagaflow::api
