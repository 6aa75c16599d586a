#include "engine/shard/document.hpp"

#include "engine/core/contradiction.hpp"
#include "engine/kernel/apply/apply.hpp"
#include "engine/kernel/document.hpp"

namespace sagaflow {

namespace {

Result<InstanceState> image_of(const store::InstanceRow& row) {
    if (row.image_seq == 0) {  // the history holds everything
        InstanceState state;
        state.id = row.id;
        return state;
    }
    const Json image = Json::parse(row.image, nullptr, false);
    if (image.is_object()) return instance_state_from(image);
    return Error{
        ErrorCode::kInternal,
        "Expected the stored image of " + row.id.text() + " to be JSON, but it is damaged"};
}

// What a hand has changed in the database may contradict itself: that costs this instance alone.
Status apply_stored(InstanceState& state, const HistoryEvent& event) {
    try {
        const ContradictionScope scope;
        kernel::apply(state, event);
        return ok_status();
    } catch (const std::exception& reason) {
        return Error{
            ErrorCode::kInternal,
            "Expected event " + std::to_string(event.seq) + " of " + state.id.text() +
                " to follow from those before it, but the history is damaged: " + reason.what()};
    }
}

}  // namespace

Result<InstanceState> state_of(const store::StoredInstance& stored) {
    auto state = image_of(stored.row);
    if (!state.ok()) return state;
    for (const store::HistoryRow& row : stored.tail) {
        auto events = history_events_from(row.events);
        if (!events.ok()) return events.error();
        for (const HistoryEvent& event : *events) {
            if (event.seq <= state->seq) continue;
            if (event.seq != state->seq + 1) {
                return Error{
                    ErrorCode::kInternal,
                    "Expected event " + std::to_string(state->seq + 1) + " of " +
                        stored.row.id.text() + ", but the history has a gap"};
            }
            if (const Status applied = apply_stored(*state, event); !applied.ok()) {
                return applied.error();
            }
        }
    }
    if (state->seq == 0) {
        return Error{
            ErrorCode::kInternal,
            "Expected " + stored.row.id.text() + " to have a history, but it has none"};
    }
    return state;
}

Result<Json> document_of(
    const store::StoredInstance& stored, const Catalog& catalog, Timestamp now
) {
    const auto state = state_of(stored);
    if (!state.ok()) return state.error();
    Json document = kernel::instance_document(*state);
    const dsl::ProgramPtr program = catalog.find(state->saga, state->version);
    kernel::add_why(document, kernel::why(*state, program.get(), now));
    return document;
}

kernel::Why why_of(const store::InstanceRow& row, const Catalog& catalog, Timestamp now) {
    const Json waiting = row.waiting_for.empty()
                             ? Json()
                             : Json::parse(row.waiting_for, nullptr, /*allow_exceptions=*/false);
    InstanceState state = kernel::outline(row.status, waiting);
    state.started_at = row.started_at;
    state.ended_at = row.ended_at;
    if (!row.error_type.empty()) {
        state.error.emplace();
        state.error->type = row.error_type;
        state.error->message = row.error_message;
    }
    const dsl::ProgramPtr program = catalog.find(row.saga, row.version);
    return kernel::why(state, program.get(), now, kernel::Knowledge::kOutline);
}

Result<Json> history_events(const std::vector<store::HistoryRow>& rows) {
    Json list = Json::array();
    for (const store::HistoryRow& row : rows) {
        const auto events = history_events_from(row.events);
        if (!events.ok()) return events.error();
        for (const HistoryEvent& event : *events) list.push_back(to_json(event));
    }
    return list;
}

}  // namespace sagaflow
