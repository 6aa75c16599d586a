#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json group_document(const store::AttentionGroup& group) {
    Json json = Json::object();
    json["status"] = to_string(group.status);
    json["saga"] = group.saga;
    json["step"] = text_or_null(group.step);
    json["undo"] = group.undo;
    json["error"] = text_or_null(group.error);
    json["count"] = group.count;
    json["oldestAt"] = format_timestamp(group.oldest);
    json["newestAt"] = format_timestamp(group.newest);
    json["example"] = {
        {"instance", group.example.text()},
        {"key", group.example_key ? Json(*group.example_key) : Json()}};
    return json;
}

std::map<InstanceStatus, std::uint64_t> totals_of(const std::vector<store::AttentionGroup>& groups
) {
    std::map<InstanceStatus, std::uint64_t> totals{
        {InstanceStatus::kParked, 0}, {InstanceStatus::kStuck, 0}};
    for (const store::AttentionGroup& group : groups) totals[group.status] += group.count;
    return totals;
}

Response handle_get_attention(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    const auto groups = call.context.queries.attention(limits::kAttentionInstancesMax);
    if (!groups.ok()) return call.refuse(groups.error());
    Json total = Json::object();
    bool at_least = false;
    for (const auto& [status, count] : totals_of(*groups)) {
        total[std::string(to_string(status))] = count;
        at_least = at_least || count >= limits::kAttentionInstancesMax;
    }
    const std::size_t listed = std::min(groups->size(), limits::kAttentionGroupsMax);
    Json items = Json::array();
    for (std::size_t i = 0; i < listed; ++i) items.push_back(group_document((*groups)[i]));
    return json_response(
        200,
        {{"items", std::move(items)},
         {"moreGroups", groups->size() - listed},
         {"total", std::move(total)},
         {"atLeast", at_least}}
    );
}

}  // namespace

Route get_attention_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/attention";
    route.operation = "getAttention";
    route.tag = "instances";
    route.summary = "What waits for an operator, grouped";
    route.description =
        "Parked and stuck instances by saga, step and error, the largest groups first. Of each "
        "status the " +
        std::to_string(limits::kAttentionInstancesMax) +
        " that started first are looked at; `atLeast` tells that there may be more.";
    route.handler = handle_get_attention;
    route.responses = {{200, "The groups.", "application/json", "Attention"}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
