#include "engine/shard/document.hpp"

#include "engine/kernel/apply/apply.hpp"
#include "engine/kernel/document.hpp"

namespace sagaflow {

Result<InstanceState> state_of(const store::StoredInstance& stored) {
    const Json image = Json::parse(stored.row.image, nullptr, false);
    if (!image.is_object()) {
        return Error{
            ErrorCode::kInternal,
            "Expected the stored image of " + stored.row.id.text() +
                " to be JSON, but it is damaged"};
    }
    auto state = instance_state_from(image);
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
            kernel::apply(*state, event);
        }
    }
    return state;
}

Result<Json> document_of(const store::StoredInstance& stored, const Catalog&) {
    const auto state = state_of(stored);
    if (!state.ok()) return state.error();
    return kernel::instance_document(*state);
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
