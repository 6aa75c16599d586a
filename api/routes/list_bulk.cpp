#include <charconv>

#include "api/bulk/bulk_order.hpp"
#include "api/query/cursor.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kBulkList = "bulk";

std::optional<store::BulkPosition> position_from(const std::string& place) {
    store::BulkPosition at;
    const char* end = place.data() + place.size();
    const auto [stop, failure] = std::from_chars(place.data(), end, at.created_at.ms);
    if (failure != std::errc() || stop == end || *stop != ' ') return std::nullopt;
    at.id.assign(stop + 1, end);
    return at;
}

std::optional<store::BulkPosition> read_bulk_place(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return std::nullopt;
    const auto place = read_cursor(kBulkList, *cursor);
    const auto at = place ? position_from(*place) : std::nullopt;
    if (!at) parameters.refuse("cursor", "Expected the `next` of a page of this list");
    return at;
}

Response handle_list_bulk(Call& call) {
    Parameters parameters(call.request.query(), {"limit", "cursor"});
    const std::size_t limit = parameters.page_size();
    const auto before = read_bulk_place(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    if (call.context.bulk == nullptr) return call.refuse(no_bulk_here());
    auto jobs = call.context.bulk->jobs().list(before, limit + 1);
    if (!jobs.ok()) return call.refuse(jobs.error());
    Json next;
    if (jobs->size() > limit) {
        jobs->resize(limit);
        const store::BulkJob& last = jobs->back();
        next = make_cursor(kBulkList, std::to_string(last.created_at.ms) + " " + last.id);
    }
    Json items = Json::array();
    for (const store::BulkJob& job : *jobs) items.push_back(bulk_document(job));
    return json_response(200, {{"items", std::move(items)}, {"next", std::move(next)}});
}

}  // namespace

Route list_bulk_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/bulk";
    route.operation = "listBulk";
    route.tag = "bulk";
    route.summary = "Bulk jobs, newest first";
    route.handler = handle_list_bulk;
    route.parameters = {limit_doc(), cursor_doc()};
    route.responses = {{200, "A page.", "application/json", "BulkList"}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
