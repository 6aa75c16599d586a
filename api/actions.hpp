// Operators' actions on an instance: one shape for all of them, with what differs as data.
#pragma once

#include "api/route.hpp"

namespace sagaflow::api {

struct ActionRules {
    Action action = Action::kRetry;
    std::vector<std::string> members;   // beside `reason`
    bool reason_required = false;
    bool if_match_required = false;     // else 428: the act cannot be taken back
    // Checks the action's own members further; may be null. Returns whether If-Match is needed.
    bool (*check)(class Members& members, const Json& body) = nullptr;
};

Response act(Call& call, const ActionRules& rules);

// Whether `?plan=true` stands in the query; a wrong value or another parameter is refused.
Checked<bool> wants_plan(const Call& call);
ParameterDoc plan_doc();
ParameterDoc plan_hash_doc();

// The route POST /v1/instances/{id}/<action>, described for /openapi.json.
Route action_route(
    const ActionRules& rules, Handler handler, std::string summary, std::string description,
    std::string body_schema
);

}  // namespace sagaflow::api
