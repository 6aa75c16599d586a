#include <charconv>

#include "api/instances.hpp"
#include "api/query/cursor.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "engine/model/history_event.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kHistory = "history";

std::uint64_t read_sequence(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return 0;
    const auto place = read_cursor(kHistory, *cursor);
    std::uint64_t after = 0;
    if (place) {
        const char* end = place->data() + place->size();
        const auto [stop, failure] = std::from_chars(place->data(), end, after);
        if (failure == std::errc() && stop == end) return after;
    }
    parameters.refuse("cursor", "Expected the `next` of a page of a history");
    return 0;
}

// Rows hold the events of one commit each, so a page may end inside a row.
Result<Json> events_after(const std::vector<store::HistoryRow>& rows, std::uint64_t after) {
    Json events = Json::array();
    for (const store::HistoryRow& row : rows) {
        auto decoded = history_events_from(row.events);
        if (!decoded.ok()) return decoded.error();
        for (const HistoryEvent& event : *decoded) {
            if (event.seq > after) events.push_back(to_json(event));
        }
    }
    return events;
}

// An empty page may mean that there is no such instance.
std::optional<Problem> missing(Call& call, const InstanceId& id) {
    const auto found = call.context.queries.find_instance(id);
    if (!found.ok()) return problem_of(found.error());
    if (!found.value()) return unknown_instance(call.path[0]);
    return std::nullopt;
}

Response handle_get_history(Call& call) {
    Parameters parameters(call.request.query(), {"limit", "cursor"});
    const std::size_t limit = parameters.page_size();
    const std::uint64_t after = read_sequence(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto id = instance_id_in(call);
    if (!id.ok()) return call.refuse(id.problem());
    // Each row has at least one event: one row more than the page tells whether there is another.
    const auto rows = call.context.queries.history(*id, after, limit + 1);
    if (!rows.ok()) return call.refuse(rows.error());
    auto events = events_after(rows.value(), after);
    if (!events.ok()) return call.refuse(events.error());
    if (events->empty()) {
        if (const auto problem = missing(call, *id)) return call.refuse(*problem);
    }
    Json next;
    if (events->size() > limit) {
        const Json& last = (*events)[limit - 1];
        next = make_cursor(kHistory, std::to_string(last["seq"].get<std::uint64_t>()));
        events->erase(events->begin() + static_cast<std::ptrdiff_t>(limit), events->end());
    }
    return json_response(200, {{"items", std::move(*events)}, {"next", std::move(next)}});
}

}  // namespace

Route get_history_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/instances/{id}/history";
    route.operation = "getHistory";
    route.tag = "instances";
    route.summary = "The events of an instance, oldest first";
    route.description = "Append-only, numbered from 1 without gaps.";
    route.handler = handle_get_history;
    route.parameters = {limit_doc(), cursor_doc()};
    route.responses = {{200, "A page.", "application/json", "History"}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
