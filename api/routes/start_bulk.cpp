#include <random>

#include "api/actions.hpp"
#include "api/bulk/bulk_order.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kSample = 20;

// The first ones, each planned as if it were asked for alone.
Json sample_of(BulkDesk& desk, const BulkOrder& order, const BulkMatch& match) {
    Json sample = Json::array();
    for (const auto& [id, status] : match) {
        if (sample.size() == kSample) break;
        const Response response = desk.plan(order.action, id, order.arguments);
        const Json body = Json::parse(response.body, nullptr, false);
        Json item{{"instance", id.text()}, {"status", to_string(status)}};
        const bool planned = response.status == 200 && body.is_object();
        item["summary"] = planned ? body.value("summary", Json()) : Json();
        item["refused"] = planned ? Json() : Json(body.is_object() ? body.value("detail", "") : "");
        sample.push_back(std::move(item));
    }
    return sample;
}

Json plan_document(BulkDesk& desk, const BulkOrder& order, const BulkMatch& match) {
    Json by_status = Json::object();
    for (const auto& [id, status] : match) {
        Json& count = by_status[std::string(to_string(status))];
        count = (count.is_null() ? 0 : count.get<std::uint64_t>()) + 1;
    }
    Json sample = sample_of(desk, order, match);
    std::size_t refused = 0;
    for (const Json& item : sample) refused += item.at("refused").is_null() ? 0 : 1;
    return {
        {"hash", bulk_hash(order, match)},
        {"action", order.action},
        {"matching", match.size()},
        {"byStatus", std::move(by_status)},
        {"sampleRefused", refused},
        {"sample", std::move(sample)}};
}

// What is wrong with the action's own members is wrong for every instance.
std::optional<Response> refuse_arguments(
    BulkDesk& desk, const BulkOrder& order, const BulkMatch& match
) {
    if (match.empty()) return std::nullopt;
    Response response = desk.plan(order.action, match.front().first, order.arguments);
    if (response.status == 400 || response.status == 413 || response.status == 422) return response;
    return std::nullopt;
}

std::optional<Problem> refuse_hash(const BulkOrder& order, const BulkMatch& match) {
    Problem problem;
    if (!order.plan_hash) {
        problem.kind = ProblemKind::kPreconditionRequired;
        problem.detail =
            "Expected the hash of a plan in Plan-Hash or \"plan\": ask with ?plan=true first";
        return problem;
    }
    if (*order.plan_hash == bulk_hash(order, match)) return std::nullopt;
    problem.kind = ProblemKind::kPreconditionFailed;
    problem.detail = "Expected the action and the instances that match (" +
                     std::to_string(match.size()) +
                     " now) to be those of the plan, but they differ; look at a new plan";
    return problem;
}

std::string new_bulk_id(Timestamp now) {
    std::random_device device;
    const std::uint64_t random = (std::uint64_t{device()} << 32) | device();
    return InstanceId::make(now, ShardId{0}, random).text();
}

Response create_bulk(Call& call, const BulkOrder& order, const BulkMatch& match) {
    if (const auto problem = refuse_hash(order, match)) return call.refuse(*problem);
    if (match.empty()) {
        return call.refuse(member_problem(
            ProblemKind::kUnprocessable,
            "/filter",
            "Expected instances that match the filter, but there are none"
        ));
    }
    store::BulkJob job;
    job.created_at = call.context.clock.now();
    job.id = new_bulk_id(job.created_at);
    job.action = order.action;
    job.filter = to_text(order.filter);
    job.arguments = to_text(order.arguments);
    job.reason = order.reason;
    job.actor = "api@" + call.request.remote_address;
    job.counts[store::BulkItemStatus::kPending] = match.size();
    std::vector<InstanceId> ids;
    for (const auto& [id, status] : match) ids.push_back(id);
    BulkDesk& desk = *call.context.bulk;
    if (const Status created = desk.jobs().create(job, ids); !created.ok()) {
        return call.refuse(created.error());
    }
    call.context.logger.write(
        LogLevel::kInfo,
        "a bulk job was started",
        {{"bulk", std::string_view(job.id)},
         {"action", std::string_view(job.action)},
         {"instances", static_cast<std::int64_t>(ids.size())},
         {"actor", std::string_view(job.actor)}}
    );
    desk.wake();
    Response response = json_response(202, bulk_document(job));
    return response.with("Location", "/v1/bulk/" + job.id);
}

Response handle_start_bulk(Call& call) {
    auto plan = wants_plan(call);
    if (!plan.ok()) return call.refuse(plan.problem());
    if (call.context.bulk == nullptr) return call.refuse(no_bulk_here());
    auto order = read_bulk_order(call, *plan);
    if (!order.ok()) return call.refuse(order.problem());
    auto match = match_bulk(call, *order);
    if (!match.ok()) return call.refuse(match.problem());
    BulkDesk& desk = *call.context.bulk;
    if (auto refused = refuse_arguments(desk, *order, *match)) return std::move(*refused);
    if (*plan) return json_response(200, plan_document(desk, *order, *match));
    return create_bulk(call, *order, *match);
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
        "With plan=true nothing is done: the answer tells how many match, by status, what would "
        "become of the first twenty, and a hash. The act needs that hash (428), and is refused "
        "with "
        "412 when other instances match by then. The job survives restarts.";
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
