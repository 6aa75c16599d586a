#include "api/query/cursor.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/suggestion.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kEvents = "events";

std::optional<store::EventState> read_state(Parameters& parameters) {
    const auto state = parameters.text("state");
    if (!state) return std::nullopt;
    if (*state == "kept") return store::EventState::kKept;
    if (*state == "consumed") return store::EventState::kConsumed;
    parameters.refuse(
        "state", "Unknown state \"" + shortened(*state) + "\"",
        suggestion(*state, {"kept", "consumed"})
    );
    return std::nullopt;
}

std::optional<std::string> read_event_place(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return std::nullopt;
    auto place = read_cursor(kEvents, *cursor);
    if (!place) parameters.refuse("cursor", "Expected the `next` of a page of this list");
    return place;
}

Json item_of(const store::StoredEvent& stored) {
    Json json = to_json(stored.event);
    json["state"] = stored.state == store::EventState::kKept ? "kept" : "consumed";
    json["matched"] = stored.matched;
    json["expiresAt"] = format_timestamp(stored.expires_at);
    return json;
}

Response handle_list_events(Call& call) {
    Parameters parameters(call.request.query(), {"state", "type", "limit", "cursor"});
    const auto state = read_state(parameters);
    const std::size_t limit = parameters.page_size();
    const auto place = read_event_place(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    // One more than the page tells whether there is another.
    auto events =
        call.context.queries.list_events(state, parameters.text("type"), place, limit + 1);
    if (!events.ok()) return call.refuse(events.error());
    Json next;
    if (events->size() > limit) {
        events->resize(limit);
        next = make_cursor(kEvents, store::event_cursor(events->back()));
    }
    Json items = Json::array();
    for (const store::StoredEvent& event : *events) items.push_back(item_of(event));
    return json_response(
        200, {{"items", std::move(items)},
              {"next", std::move(next)},
              {"dedupWindow", format_duration(call.context.settings.event_dedup_window)}}
    );
}

}  // namespace

Route list_events_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/events";
    route.operation = "listEvents";
    route.tag = "events";
    route.summary = "Stored events, newest first";
    route.description = "Kept ones wait for a receive that wants them; `dedupWindow` is how long a "
                        "second event with the same source and id is known as a duplicate.";
    route.handler = handle_list_events;
    route.parameters = {
        query_doc("state", "kept or consumed.",
                  {{"type", "string"}, {"enum", Json::array({"kept", "consumed"})}}),
        query_doc("type", "CloudEvents type, exact."), limit_doc(), cursor_doc()};
    route.responses = {{200, "A page.", "application/json", "EventList"}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
