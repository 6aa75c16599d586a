#include "api/actions.hpp"
#include "api/body/members.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

bool check_skip(Members& members, const Json&) {
    (void)members.text("step", limits::kNameBytesMax);
    return false;
}

const ActionRules& skip_rules() {
    static const ActionRules kRules{Action::kSkip, {"step", "output"}, true, true, check_skip};
    return kRules;
}

Response handle_skip(Call& call) { return act(call, skip_rules()); }

}  // namespace

Route skip_route() {
    return action_route(
        skip_rules(), handle_skip, "Go on as if the step had succeeded",
        "`output` becomes the step's output. Needs If-Match.",
        "SkipRequest"
    );
}

}  // namespace sagaflow::api
