#include "api/definitions.hpp"
#include "api/instances.hpp"
#include "api/preconditions.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Response handle_get_instance(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto id = instance_id_in(call);
    if (!id.ok()) return call.refuse(id.problem());
    auto found = call.context.queries.find_instance(*id);
    if (!found.ok()) return call.refuse(found.error());
    if (!found.value()) return call.refuse(unknown_instance(call.path[0]));
    const store::StoredInstance& stored = *found.value();
    const std::uint64_t seq = last_seq(stored);
    if (none_match_names(call.request, seq)) {
        Response unchanged;
        unchanged.status = 304;
        return unchanged.with("ETag", etag_of(seq));
    }
    // Another node may have deployed the version a moment ago: the reader needs it in the catalog.
    auto program = find_definition(call.context, stored.row.saga, stored.row.version);
    if (!program.ok()) return call.refuse(program.problem());
    auto document = call.context.read_document(stored, call.context.catalog);
    if (!document.ok()) return call.refuse(document.error());
    return instance_response(200, *id, seq, *document);
}

}  // namespace

Route get_instance_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/instances/{id}";
    route.operation = "getInstance";
    route.tag = "instances";
    route.summary = "One instance";
    route.description = "The ETag changes with every event of its history.";
    route.handler = handle_get_instance;
    route.parameters = {
        {ParameterPlace::kHeader, "If-None-Match", "An ETag seen before: 304 while it still holds.",
         {{"type", "string"}}, false}};
    route.responses = {
        {200, "The instance.", "application/json", "Instance"},
        {304, "Unchanged since the ETag of If-None-Match.", "", ""}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
