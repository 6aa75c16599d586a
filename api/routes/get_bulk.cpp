#include <charconv>

#include "api/bulk/bulk_labels.hpp"
#include "api/bulk/bulk_order.hpp"
#include "api/query/cursor.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kBulkItemsList = "bulk-items";

std::uint64_t read_item_number(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return 0;
    const auto place = read_cursor(kBulkItemsList, *cursor);
    std::uint64_t number = 0;
    if (place) {
        const char* end = place->data() + place->size();
        const auto [stop, failure] = std::from_chars(place->data(), end, number);
        if (failure == std::errc() && stop == end) return number;
    }
    parameters.refuse("cursor", "Expected the `next` of a page of this list");
    return 0;
}

std::optional<store::BulkItemStatus> read_item_status(Parameters& parameters) {
    const auto text = parameters.text("status");
    if (!text) return std::nullopt;
    const auto status = store::bulk_item_status_from(*text);
    if (!status) {
        parameters.refuse(
            "status",
            "Unknown status \"" + shortened(*text) + "\"",
            suggestion(*text, {"pending", "started", "done", "refused", "failed"})
        );
    }
    return status;
}

Response handle_get_bulk(Call& call) {
    Parameters parameters(call.request.query(), {"status", "limit", "cursor"});
    const std::size_t limit = parameters.page_size();
    const std::uint64_t after = read_item_number(parameters);
    const auto status = read_item_status(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    if (call.context.bulk == nullptr) return call.refuse(no_bulk_here());
    if (!is_bulk_id(call.path[0])) return call.refuse(unknown_bulk(call.path[0]));
    store::BulkJobs& jobs = call.context.bulk->jobs();
    const auto job = jobs.find(call.path[0]);
    if (!job.ok()) return call.refuse(job.error());
    if (!job->has_value() || (*job)->status == store::BulkStatus::kPlanned) {
        return call.refuse(unknown_bulk(call.path[0]));
    }
    auto items = jobs.items(call.path[0], after, status, limit + 1);
    if (!items.ok()) return call.refuse(items.error());
    Json document = bulk_document(**job);
    document["next"] = nullptr;
    if (items->size() > limit) {
        items->resize(limit);
        document["next"] = make_cursor(kBulkItemsList, std::to_string(items->back().number));
    }
    Json& list = document["items"] = Json::array();
    for (const store::BulkItem& item : *items) list.push_back(bulk_item_document(item));
    if (const Status labelled = add_labels(call.context.queries, list); !labelled.ok()) {
        return call.refuse(labelled.error());
    }
    return json_response(200, document);
}

}  // namespace

Route get_bulk_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/bulk/{id}";
    route.operation = "getBulk";
    route.tag = "bulk";
    route.summary = "A bulk job: progress, and a result for each instance";
    route.handler = handle_get_bulk;
    route.parameters = {
        query_doc(
            "status",
            "Items of this status only.",
            {{"type", "string"},
             {"enum", Json::array({"pending", "started", "done", "refused", "failed"})}}
        ),
        limit_doc(),
        cursor_doc()};
    route.responses = {
        {200, "The job with a page of its items.", "application/json", "BulkDetail"}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
