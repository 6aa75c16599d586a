#include "api/definition_body.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Response handle_validate_saga(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto checked = check_definition_body(call);
    if (!checked.ok()) return call.refuse(checked.problem());
    return json_response(
        200, {{"valid", true}, {"warnings", diagnostics_document(checked->warnings)}}
    );
}

}  // namespace

Route validate_saga_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/sagas/validate";
    route.operation = "validateSaga";
    route.tag = "sagas";
    route.summary = "Check a definition without deploying it";
    route.description = "The same checks as deploying; nothing is stored.";
    route.handler = handle_validate_saga;
    route.body = BodyDoc{{"application/json"}, "Definition"};
    route.responses = {{200, "No errors.", "application/json", "Valid"}};
    route.problems = {413, 415, 422};
    route.body_size = BodySize::kDefinition;
    return route;
}

}  // namespace sagaflow::api
