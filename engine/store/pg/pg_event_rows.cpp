#include "engine/store/pg/pg_event_rows.hpp"

#include "engine/core/json.hpp"

namespace sagaflow::store {
namespace {

std::string_view view(const std::string& text) { return text; }
std::string_view state_text(const StoredEvent& event) {
    return event.state == EventState::kKept ? "kept" : "consumed";
}

// What we wrote ourselves, unless an operator has edited it: then it comes out as a string.
Json stored_json(const std::string& text) {
    auto value = parse_json(text, text.size());
    return value.ok() ? std::move(value).value() : Json(text);
}

}  // namespace

PgParameters pg_event_parameters(const std::vector<StoredEvent>& events) {
    PgParameters parameters;
    const auto text = [&](auto member) { parameters.array(PgType::kText, events, member); };
    text([](const StoredEvent& e) { return view(e.event.identity.source); });
    text([](const StoredEvent& e) { return view(e.event.identity.id); });
    text([](const StoredEvent& e) { return view(e.event.address.type); });
    text([](const StoredEvent& e) { return view(e.event.address.key); });
    text(state_text);
    parameters
        .array(PgType::kTimestamp, events, [](const StoredEvent& e) { return e.event.received_at; })
        .array(PgType::kTimestamp, events, &StoredEvent::expires_at)
        .array(PgType::kInt8, events, &StoredEvent::matched)
        .array(PgType::kInt8, events, [](const StoredEvent& e) {
            return static_cast<std::int64_t>(e.order);
        });
    text([](const StoredEvent& e) { return view(e.event.traceparent); });
    text([](const StoredEvent& e) { return to_text(e.event.attributes); });
    text([](const StoredEvent& e) { return to_text(e.event.data); });
    return parameters;
}

PgParameters pg_identity_parameters(const std::vector<EventIdentity>& identities) {
    PgParameters parameters;
    parameters.array(PgType::kText, identities, &EventIdentity::source)
        .array(PgType::kText, identities, &EventIdentity::id);
    return parameters;
}

StoredEvent pg_event(const PgRows& rows, int row, int first) {
    StoredEvent stored;
    EventMessage& event = stored.event;
    event.identity = {rows.text(row, first), rows.text(row, first + 1)};
    event.address = {rows.text(row, first + 2), rows.text(row, first + 3)};
    const bool kept = rows.text(row, first + 4) == "kept";
    stored.state = kept ? EventState::kKept : EventState::kConsumed;
    event.received_at = rows.timestamp(row, first + 5);
    stored.expires_at = rows.timestamp(row, first + 6);
    stored.matched = rows.int8(row, first + 7);
    stored.order = rows.uint8(row, first + 8);
    event.traceparent = rows.text(row, first + 9);
    event.attributes = stored_json(rows.text(row, first + 10));
    event.data = stored_json(rows.text(row, first + 11));
    return stored;
}

}  // namespace sagaflow::store
