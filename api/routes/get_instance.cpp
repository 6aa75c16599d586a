#include "api/definitions.hpp"
#include "api/instances.hpp"
#include "api/past.hpp"
#include "api/preconditions.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Checked<Json> read_shown(Call& call, const store::StoredInstance& stored, Timestamp now) {
    // Another node may have deployed the version a moment ago: the reader needs it in the catalog.
    auto program = find_definition(call.context, stored.row.saga, stored.row.version);
    if (!program.ok()) return program.problem();
    auto document = call.context.read_document(stored, call.context.catalog, now);
    if (!document.ok()) return problem_of(document.error());
    return std::move(*document);
}

// The state right after event `at`, told as of the time of that event. No ETag: nothing can be
// done to the past.
Response show_past(Call& call, store::StoredInstance stored, std::uint64_t at) {
    if (const std::uint64_t last = last_seq(stored); at > last) {
        return call.refuse(parameter_problem(
            "at",
            "Expected the number of an event up to " + std::to_string(last) +
                ", but the instance has no event " + std::to_string(at)
        ));
    }
    const auto time = roll_back(stored, at, call.context.queries);
    if (!time.ok()) return call.refuse(time.error());
    auto document = read_shown(call, stored, *time);
    if (!document.ok()) return call.refuse(document.problem());
    return json_response(200, *document);
}

Response handle_get_instance(Call& call) {
    Parameters parameters(call.request.query(), {"at"});
    const auto at = parameters.integer("at", 1, INT64_MAX);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto id = instance_id_in(call);
    if (!id.ok()) return call.refuse(id.problem());
    auto found = call.context.queries.find_instance(*id);
    if (!found.ok()) return call.refuse(found.error());
    if (!found.value()) return call.refuse(unknown_instance(call.path[0]));
    store::StoredInstance& stored = *found.value();
    if (at) return show_past(call, std::move(stored), static_cast<std::uint64_t>(*at));
    const std::uint64_t seq = last_seq(stored);
    if (none_match_names(call.request, seq)) {
        Response unchanged;
        unchanged.status = 304;
        return unchanged.with("ETag", etag_of(seq));
    }
    auto document = read_shown(call, stored, call.context.clock.now());
    if (!document.ok()) return call.refuse(document.problem());
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
    route.description =
        "The ETag changes with every event of its history. With `at`, the state that the instance "
        "had right after that event, without an ETag.";
    route.handler = handle_get_instance;
    route.parameters = {
        query_doc(
            "at", "Number of an event of its history.", {{"type", "integer"}, {"minimum", 1}}
        ),
        {ParameterPlace::kHeader,
         "If-None-Match",
         "An ETag seen before: 304 while it still holds.",
         {{"type", "string"}},
         false}};
    route.responses = {
        {200, "The instance.", "application/json", "Instance"},
        {304, "Unchanged since the ETag of If-None-Match.", "", ""}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
