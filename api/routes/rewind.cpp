#include "api/actions.hpp"
#include "api/body/members.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

bool check_rewind(Members& members, const Json&) {
    (void)members.required_text(
        "state", limits::kNameBytesMax, "name a task, wait or receive that it has been in"
    );
    return false;
}

const ActionRules& rewind_rules() {
    static const ActionRules kRules{Action::kRewind, {"state"}, true, false, check_rewind};
    return kRules;
}

Response handle_rewind(Call& call) { return act(call, rewind_rules()); }

}  // namespace

Route rewind_route() {
    return action_route(
        rewind_rules(),
        handle_rewind,
        "Go back to a state",
        "What started with or after the state's last visit is undone, in the order of every undo; "
        "then the state is entered again, as a new visit. Refused with 409 past a committed pivot.",
        "RewindRequest"
    );
}

}  // namespace sagaflow::api
