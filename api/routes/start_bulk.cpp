#include "api/actions.hpp"
#include "api/bulk/bulk_labels.hpp"
#include "api/bulk/bulk_preview.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Json plan_document(
    const BulkOrder& order, const BulkMatch& match, const std::string& hash, BulkPreview preview
) {
    Json by_status = Json::object();
    for (const BulkMatched& matched : match) {
        Json& count = by_status[std::string(to_string(matched.status))];
        count = (count.is_null() ? 0 : count.get<std::uint64_t>()) + 1;
    }
    return {
        {"hash", hash},
        {"action", order.action},
        {"matching", match.size()},
        {"byStatus", std::move(by_status)},
        {"looked", preview.possible + preview.refused},
        {"possible", preview.possible},
        {"refused", preview.refused},
        {"left", {{"effects", preview.effects_left}, {"instances", preview.instances_leaving}}},
        {"sampleRefused", preview.sample_refused},
        {"sample", std::move(preview.sample)}};
}

// What is wrong with the action's own members is wrong for every instance.
std::optional<Response> refuse_arguments(
    BulkDesk& desk, const BulkOrder& order, const BulkMatch& match
) {
    if (match.empty()) return std::nullopt;
    Response response = desk.plan(order.action, match.front().id, order.arguments);
    if (response.status == 400 || response.status == 413 || response.status == 422) return response;
    return std::nullopt;
}

Response plan_bulk(Call& call, const BulkOrder& order) {
    auto match = match_bulk(call, order);
    if (!match.ok()) return call.refuse(match.problem());
    BulkDesk& desk = *call.context.bulk;
    if (auto refused = refuse_arguments(desk, order, *match)) return std::move(*refused);
    auto hash = keep_plan(call.context, order, *match);
    if (!hash.ok()) return call.refuse(hash.problem());
    BulkPreview preview = preview_of(desk, order, *match);
    if (const Status labelled = add_labels(call.context.queries, preview.sample); !labelled.ok()) {
        return call.refuse(labelled.error());
    }
    return json_response(200, plan_document(order, *match, *hash, std::move(preview)));
}

Response begin_bulk(Call& call, const BulkOrder& order) {
    auto job = begin_plan(call.context, order, "api@" + call.request.remote_address);
    if (!job.ok()) return call.refuse(job.problem());
    call.context.logger.write(
        LogLevel::kInfo,
        "a bulk job was started",
        {{"bulk", std::string_view(job->id)},
         {"action", std::string_view(job->action)},
         {"instances", static_cast<std::int64_t>(total_of(*job))},
         {"actor", std::string_view(job->actor)}}
    );
    call.context.bulk->wake();
    Response response = json_response(202, bulk_document(*job));
    return response.with("Location", "/v1/bulk/" + job->id);
}

Response handle_start_bulk(Call& call) {
    auto plan = wants_plan(call);
    if (!plan.ok()) return call.refuse(plan.problem());
    if (call.context.bulk == nullptr) return call.refuse(no_bulk_here());
    auto order = read_bulk_order(call, *plan);
    if (!order.ok()) return call.refuse(order.problem());
    return *plan ? plan_bulk(call, *order) : begin_bulk(call, *order);
}

}  // namespace

Route start_bulk_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/bulk";
    route.operation = "startBulk";
    route.tag = "bulk";
    route.summary = "One action for every instance that a filter matches";
    route.description =
        "With plan=true nothing is done: the answer tells how many match, by status, for how many "
        "of the first " +
        std::to_string(limits::kBulkPlannedMax) +
        " it is possible, what would become of the first twenty, and a hash. The act needs that "
        "hash (428), and is over exactly the instances that were counted; each is refused "
        "for itself when the action would do other things to it by then. Asked again with the "
        "same hash, it answers the same job. A plan is kept for an hour (412). The job survives "
        "restarts.";
    route.handler = handle_start_bulk;
    route.parameters = {plan_doc(), plan_hash_doc()};
    route.body = BodyDoc{{"application/json"}, "BulkRequest", true};
    route.responses = {
        {200, "With plan=true: what would be done.", "application/json", "BulkPlan"},
        {202, "The job has begun.", "application/json", "BulkJob"}};
    route.problems = {412, 422, 428, 503};
    return route;
}

}  // namespace sagaflow::api
