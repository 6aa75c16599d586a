#include "api/actions.hpp"
#include "api/body/members.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

bool check(Members& members, const Json&) {
    (void)members.text("step", limits::kNameBytesMax);
    return false;
}

const ActionRules& rules() {
    static const ActionRules kRules{Action::kSkip, {"step", "output"}, true, true, check};
    return kRules;
}

Response handle(Call& call) { return act(call, rules()); }

}  // namespace

Route skip_route() {
    return action_route(
        rules(), handle, "Go on as if the step had succeeded",
        "`output` becomes the step's output. Needs If-Match.",
        "SkipRequest"
    );
}

}  // namespace sagaflow::api
