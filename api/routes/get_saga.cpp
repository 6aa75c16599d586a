#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/saga_documents.hpp"

namespace sagaflow::api {
namespace {

Response handle_get_saga(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto rows = definition_rows(call.context, call.path[0]);
    if (!rows.ok()) return call.refuse(rows.problem());
    const auto counts = call.context.queries.count_instances(call.path[0]);
    if (!counts.ok()) return call.refuse(counts.error());
    Json versions = Json::array();
    for (const store::DefinitionRow& row : *rows) {
        versions.push_back(version_document(row, counts.value()));
    }
    const store::DefinitionRow& newest = rows->front();
    return json_response(
        200, {{"saga", newest.saga},
              {"version", newest.version},
              {"versions", std::move(versions)},
              {"instances", counts_document(counts.value())},
              {"definition", definition_of(newest)}}
    );
}

}  // namespace

Route get_saga_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/sagas/{saga}";
    route.operation = "getSaga";
    route.tag = "sagas";
    route.summary = "One saga: its newest definition and all versions";
    route.description = "With counts of instances by status, for each version and over all.";
    route.handler = handle_get_saga;
    route.responses = {{200, "The saga.", "application/json", "Saga"}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
