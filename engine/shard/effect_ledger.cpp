#include "engine/shard/effect_ledger.hpp"

#include "engine/core/contradiction.hpp"

namespace sagaflow {
namespace {

std::string connector_of(const dsl::Program& program, const std::string& step) {
    const dsl::State* state = program.find(step);
    const auto* task = state == nullptr ? nullptr : std::get_if<dsl::TaskState>(&state->kind);
    return task == nullptr ? std::string() : task->call.connector;
}

Json entry_json(const dsl::Program& program, const kernel::LedgerEntry& entry, Timestamp now) {
    Json json = Json::object();
    json["step"] = entry.step.state;
    json["visit"] = entry.step.visit;
    if (!entry.step.item.empty()) json["item"] = entry.step.item;
    json["call"] = connector_of(program, entry.step.state);
    json["state"] = to_string(entry.state);
    json["since"] = format_timestamp(entry.since);
    json["ageSeconds"] = std::max<std::int64_t>(0, (now - entry.since).ms / 1'000);
    json["undo"] = entry.undo ? Json(to_string(*entry.undo)) : Json();
    json["why"] = entry.why;
    return json;
}

// What a hand has changed in the database costs this answer, not the process.
Status apply_row(kernel::LedgerFold& fold, const HistoryEvent& event) {
    try {
        const ContradictionScope scope;
        fold.apply(event);
        return ok_status();
    } catch (const std::exception& reason) {
        return Error{
            ErrorCode::kInternal,
            "Expected event " + std::to_string(event.seq) + " of " + fold.state().id.text() +
                " to follow from those before it, but the history is damaged: " + reason.what()};
    }
}

}  // namespace

Status EffectLedger::read(const std::vector<store::HistoryRow>& rows) {
    for (const store::HistoryRow& row : rows) {
        const auto events = history_events_from(row.events);
        if (!events.ok()) return events.error();
        for (const HistoryEvent& event : *events) {
            if (event.seq <= seq()) continue;
            if (const Status applied = apply_row(fold_, event); !applied.ok()) return applied;
        }
    }
    return ok_status();
}

Json EffectLedger::document(const dsl::Program& program, Timestamp now) const {
    Json items = Json::array();
    for (const kernel::LedgerEntry& entry : fold_.entries()) {
        items.push_back(entry_json(program, entry, now));
    }
    const InstanceState& state = fold_.state();
    return {
        {"instance", state.id.text()},
        {"saga", state.saga},
        {"key", state.key ? Json(*state.key) : Json()},
        {"seq", seq()},
        {"items", std::move(items)}};
}

store::EffectsLeft effects_left_of(const dsl::Program& program, const InstanceState& state) {
    store::EffectsLeft left;
    left.instance = state.id;
    left.saga = state.saga;
    for (kernel::LedgerEntry& entry : kernel::effects_left(program, state)) {
        store::LeftEffect effect;
        effect.step = entry.step.state;
        effect.item = entry.step.item;
        effect.visit = entry.step.visit;
        effect.call = connector_of(program, entry.step.state);
        effect.state = to_string(entry.state);
        effect.why = std::move(entry.why);
        effect.since = entry.since;
        left.effects.push_back(std::move(effect));
    }
    return left;
}

}  // namespace sagaflow
