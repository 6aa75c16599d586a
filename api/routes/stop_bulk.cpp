#include "api/bulk/bulk_order.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Response handle_stop_bulk(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    if (call.context.bulk == nullptr) return call.refuse(no_bulk_here());
    store::BulkJobs& jobs = call.context.bulk->jobs();
    const std::string& id = call.path[0];
    if (!is_bulk_id(id)) return call.refuse(unknown_bulk(id));
    const auto stopped = jobs.stop(id, call.context.clock.now());
    if (!stopped.ok()) return call.refuse(stopped.error());
    const auto job = jobs.find(id);
    if (!job.ok()) return call.refuse(job.error());
    if (!job->has_value() || (*job)->status == store::BulkStatus::kPlanned) {
        return call.refuse(unknown_bulk(id));
    }
    if (!*stopped) {
        Problem problem;
        problem.kind = ProblemKind::kConflict;
        problem.detail = "Expected a bulk job that is running, but this one is " +
                         std::string(to_string((*job)->status));
        return call.refuse(problem);
    }
    call.context.bulk->wake();  // what it was about to do is to be settled
    return json_response(200, bulk_document(**job));
}

}  // namespace

Route stop_bulk_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/bulk/{id}/stop";
    route.operation = "stopBulk";
    route.tag = "bulk";
    route.summary = "Stop a bulk job";
    route.description =
        "What is done stays done; an instance that is just being acted on is the "
        "last one.";
    route.handler = handle_stop_bulk;
    route.body = BodyDoc{{"application/json"}, "EmptyRequest", false};
    route.responses = {{200, "Stopped.", "application/json", "BulkJob"}};
    route.problems = {404, 409, 503};
    return route;
}

}  // namespace sagaflow::api
