#include "api/body/json_body.hpp"
#include "api/definition_body.hpp"
#include "api/definitions.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Response handle_deploy_saga(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto checked = check_definition_body(call);
    if (!checked.ok()) return call.refuse(checked.problem());
    const dsl::ProgramPtr program = checked->program;
    const auto deployed =
        call.context.queries.deploy(program->saga, program->content_hash, call.request.body);
    if (!deployed.ok()) return call.refuse(deployed.error());
    const store::DeployOutcome& outcome = deployed.value();
    call.context.catalog.add(with_version(program, outcome.version));
    Json body = {
        {"saga", program->saga},
        {"version", outcome.version},
        {"warnings", diagnostics_document(checked->warnings)}};
    Response response = json_response(outcome.created ? 201 : 200, body);
    return response.with(
        "Location", "/v1/sagas/" + percent_encode(program->saga) + "/versions/" +
                        std::to_string(outcome.version)
    );
}

}  // namespace

Route deploy_saga_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/sagas";
    route.operation = "deploySaga";
    route.tag = "sagas";
    route.summary = "Deploy a definition";
    route.description =
        "The body is the definition. New content gets the saga's next version; known content is "
        "answered with the version that it has.";
    route.handler = handle_deploy_saga;
    route.body = BodyDoc{{"application/json"}, "Definition"};
    route.responses = {
        {201, "Deployed under a new version.", "application/json", "Deployed"},
        {200, "This content was deployed before.", "application/json", "Deployed"}};
    route.problems = {413, 415, 422, 503};
    route.body_size = BodySize::kDefinition;
    return route;
}

}  // namespace sagaflow::api
