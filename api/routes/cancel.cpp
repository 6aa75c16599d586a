#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& cancel_rules() {
    static const ActionRules kRules{Action::kCancel, {}, true, false};
    return kRules;
}

Response handle_cancel(Call& call) { return act(call, cancel_rules()); }

}  // namespace

Route cancel_route() {
    return action_route(
        cancel_rules(), handle_cancel, "Stop, then undo",
        "Refused with 409 once the pivot is passed. A running attempt gets its timeout, "
        "then counts as unknown.",
        "ReasonedRequest"
    );
}

}  // namespace sagaflow::api
