#include "api/actions.hpp"
#include "api/body/members.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

bool check_retry(Members& members, const Json&) {
    (void)members.text("step", limits::kNameBytesMax);
    if (members.has("with") && members.find("with")->is_null()) {
        members.refuse("with", "Expected the step's whole input in \"with\", but got null");
    }
    return false;
}

const ActionRules& retry_rules() {
    static const ActionRules kRules{Action::kRetry, {"step", "with"}, false, false, check_retry};
    return kRules;
}

Response handle_retry(Call& call) { return act(call, retry_rules()); }

}  // namespace

Route retry_route() {
    Route route = action_route(
        retry_rules(),
        handle_retry,
        "Try a parked or failed step again",
        "A parked instance goes on with a new attempt under the same idempotency key, with another "
        "input where `with` is given; a stuck one tries its failed undo again; one that was undone "
        "starts anew.",
        "RetryRequest"
    );
    route.responses.push_back(
        {201, "It had ended: a new instance with the same input.", "application/json", "Instance"}
    );
    return route;
}

}  // namespace sagaflow::api
