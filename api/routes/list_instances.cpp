#include "api/instances.hpp"
#include "api/query/cursor.hpp"
#include "api/query/instance_filter.hpp"
#include "api/routes/table.hpp"
#include "engine/shard/document.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kInstances = "instances";

std::optional<InstanceId> read_instance_place(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return std::nullopt;
    const auto place = read_cursor(kInstances, *cursor);
    const auto id = place ? InstanceId::parse(*place) : std::nullopt;
    if (!id) parameters.refuse("cursor", "Expected the `next` of a page of this list");
    return id;
}

Response handle_list_instances(Call& call) {
    Parameters parameters(call.request.query(), instance_parameters());
    const store::InstanceFilter filter = read_instance_filter(parameters);
    const std::size_t limit = parameters.page_size();
    const auto before = read_instance_place(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    const auto page = call.context.queries.list_instances(filter, before, limit);
    if (!page.ok()) return call.refuse(page.error());
    Json items = Json::array();
    const Timestamp now = call.context.clock.now();
    for (const store::InstanceRow& row : page.value().rows) {
        items.push_back(summary_of(row));
        kernel::add_why(items.back(), why_of(row, call.context.catalog, now));
    }
    Json next;
    if (page.value().next_before) next = make_cursor(kInstances, page.value().next_before->text());
    return json_response(200, {{"items", std::move(items)}, {"next", std::move(next)}});
}

}  // namespace

Route list_instances_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/instances";
    route.operation = "listInstances";
    route.tag = "instances";
    route.summary = "Instances, newest first";
    route.description = "Every filter that is given must hold.";
    route.handler = handle_list_instances;
    route.parameters = instance_filter_docs();
    route.responses = {{200, "A page.", "application/json", "InstanceList"}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
