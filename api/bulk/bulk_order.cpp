#include "api/bulk/bulk_order.hpp"

#include <algorithm>

#include "api/body/json_body.hpp"
#include "api/body/members.hpp"
#include "api/query/instance_filter.hpp"
#include "api/query/parameters.hpp"
#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kPage = 1'000;

std::vector<std::string> action_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kActionCount; ++i) {
        names.emplace_back(to_string(static_cast<Action>(i)));
    }
    return names;
}

void read_bulk_action(Members& members, BulkOrder& order) {
    order.action = members.required_text("action", limits::kNameBytesMax, "such as cancel");
    if (order.action.empty() || action_from(order.action)) return;
    members.refuse(
        "action",
        "Unknown action \"" + shortened(order.action) + "\"",
        suggestion(order.action, action_names())
    );
}

// Texts and numbers; a list of texts for `status`.
std::optional<std::string> filter_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return to_text(value);
    if (!value.is_array() || value.empty()) return std::nullopt;
    std::string text;
    for (const Json& item : value) {
        if (!item.is_string()) return std::nullopt;
        text += (text.empty() ? "" : ",") + item.get<std::string>();
    }
    return text;
}

void read_bulk_filter(Members& members, BulkOrder& order) {
    const Json* filter = members.required("filter", "as the query of the list of instances");
    if (filter == nullptr) return;
    if (!filter->is_object() || filter->empty()) {
        members.refuse(
            "filter",
            "Expected an object with at least one filter in \"filter\"",
            "such as {\"saga\": \"order\", \"status\": \"stuck\"}"
        );
        return;
    }
    for (const auto& [name, value] : filter->items()) {
        if (name == "limit" || name == "cursor" || !filter_text(value)) {
            members.refuse("filter", "Expected a filter's value in \"filter." + name + "\"");
        }
    }
    order.filter = *filter;
}

void read_bulk_arguments(Members& members, BulkOrder& order) {
    order.arguments = Json::object();
    const Json* arguments = members.find("arguments");
    if (arguments == nullptr || arguments->is_null()) return;
    if (!arguments->is_object() || arguments->contains("reason") || arguments->contains("plan")) {
        members.refuse(
            "arguments",
            "Expected an object of the action's own members in \"arguments\"",
            "reason and plan stand beside it"
        );
        return;
    }
    order.arguments = *arguments;
}

bool read_even_if_moved(Members& members) {
    const Json* value = members.find("evenIfMoved");
    if (value == nullptr || value->is_null()) return false;
    if (value->is_boolean()) return value->get<bool>();
    members.refuse("evenIfMoved", "Expected true or false in \"evenIfMoved\"");
    return false;
}

Checked<store::InstanceFilter> filter_of(const BulkOrder& order) {
    std::string query;
    for (const auto& [name, value] : order.filter.items()) {
        query += (query.empty() ? "" : "&") + percent_encode(name) + "=" +
                 percent_encode(filter_text(value).value_or(""));
    }
    Parameters parameters(query, instance_parameters());
    store::InstanceFilter filter = read_instance_filter(parameters);
    if (!parameters.ok()) return parameters.problem();
    return filter;
}

Problem too_many() {
    Problem problem;
    problem.kind = ProblemKind::kTooLarge;
    problem.detail = "Expected at most " + std::to_string(limits::kBulkInstancesMax) +
                     " instances to match, but there are more; narrow the filter";
    return problem;
}

}  // namespace

Checked<BulkOrder> read_bulk_order(const Call& call, bool plan) {
    auto body = read_object_body(call.request, limits::kRequestBytesMax, EmptyBody::kRefused);
    if (!body.ok()) return body.problem();
    Members members(*body, {"action", "filter", "arguments", "reason", "plan", "evenIfMoved"});
    BulkOrder order;
    read_bulk_action(members, order);
    read_bulk_filter(members, order);
    read_bulk_arguments(members, order);
    order.plan_hash = members.text("plan", limits::kPlanHashBytesMax);
    if (const std::string* header = call.request.header("plan-hash")) order.plan_hash = *header;
    if (plan) {
        order.reason = members.text("reason", limits::kReasonBytesMax).value_or("");
    } else {
        order.reason = members.required_text(
            "reason", limits::kReasonBytesMax, "say why; it goes into every history"
        );
    }
    order.even_if_moved = read_even_if_moved(members);
    if (!members.ok()) return members.problem();
    return order;
}

Checked<BulkMatch> match_bulk(const Call& call, const BulkOrder& order) {
    auto filter = filter_of(order);
    if (!filter.ok()) return filter.problem();
    BulkMatch match;
    std::optional<InstanceId> before;
    do {
        const auto page = call.context.queries.list_instances(*filter, before, kPage);
        if (!page.ok()) return problem_of(page.error());
        for (const store::InstanceRow& row : page->rows)
            match.push_back({row.id, row.status, row.seq});
        if (match.size() > limits::kBulkInstancesMax) return too_many();
        before = page->next_before;
    } while (before);
    return match;
}

std::uint64_t total_of(const store::BulkJob& job) {
    std::uint64_t total = 0;
    for (const auto& [status, number] : job.counts) total += number;
    return total;
}

Json bulk_document(const store::BulkJob& job) {
    const auto count = [&](store::BulkItemStatus status) {
        const auto found = job.counts.find(status);
        return found == job.counts.end() ? 0 : found->second;
    };
    Json json = Json::object();
    json["id"] = job.id;
    json["action"] = job.action;
    json["filter"] = Json::parse(job.filter);
    json["arguments"] = Json::parse(job.arguments);
    json["reason"] = job.reason;
    json["actor"] = job.actor;
    json["evenIfMoved"] = job.even_if_moved;
    json["status"] = to_string(job.status);
    json["createdAt"] = format_timestamp(job.created_at);
    json["endedAt"] = job.ended_at ? Json(format_timestamp(*job.ended_at)) : Json();
    json["total"] = total_of(job);
    json["done"] = count(store::BulkItemStatus::kDone);
    json["refused"] = count(store::BulkItemStatus::kRefused);
    json["failed"] = count(store::BulkItemStatus::kFailed);
    json["open"] = count(store::BulkItemStatus::kPending) + count(store::BulkItemStatus::kStarted);
    return json;
}

Json bulk_item_document(const store::BulkItem& item) {
    return {
        {"number", item.number},
        {"instance", item.instance.text()},
        {"status", to_string(item.status)},
        {"detail", item.detail.empty() ? Json() : Json(item.detail)},
        {"at", item.at ? Json(format_timestamp(*item.at)) : Json()}};
}

bool is_bulk_id(std::string_view id) { return InstanceId::parse(id).has_value(); }

Problem no_bulk_here() {
    Problem problem;
    problem.kind = ProblemKind::kUnavailable;
    problem.detail = "This server works off no bulk jobs";
    return problem;
}

Problem unknown_bulk(std::string_view id) {
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    problem.detail = "There is no bulk job " + shortened(id);
    return problem;
}

}  // namespace sagaflow::api
