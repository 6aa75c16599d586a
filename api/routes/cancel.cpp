#include "api/actions.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

const ActionRules& rules() {
    static const ActionRules kRules{Action::kCancel, {}, true, false};
    return kRules;
}

Response handle(Call& call) { return act(call, rules()); }

}  // namespace

Route cancel_route() {
    return action_route(
        rules(), handle, "Stop, then undo",
        "Refused with 409 once the pivot is passed. A running attempt gets its timeout, "
        "then counts as unknown.",
        "ReasonedRequest"
    );
}

}  // namespace sagaflow::api
