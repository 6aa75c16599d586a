#include "engine/store/pg/pg_batch.hpp"

#include "engine/store/pg/pg_event_rows.hpp"

namespace sagaflow::store {
namespace {

const PgStatement kBegin{"transaction/begin"};
const PgStatement kCommit{"transaction/commit"};
const PgStatement kFence{"shard/fence"};
const PgStatement kFindLost{"shard/find_lost"};
const PgStatement kInsertInstances{"instance/insert"};
const PgStatement kUpdateInstances{"instance/update"};
const PgStatement kInsertHistory{"history/insert"};
const PgStatement kSubscribe{"subscription/insert"};
const PgStatement kUnsubscribe{"subscription/delete"};
const PgStatement kClaimKeys{"start_key/insert"};
const PgStatement kReleaseKeys{"start_key/delete"};
const PgStatement kInsertEvents{"event/insert"};
const PgStatement kConsumeEvents{"event/consume"};
const PgStatement kRestoreEvents{"event/restore"};
const PgStatement kDeleteEffects{"effect/delete"};
const PgStatement kUpsertEffects{"effect/upsert"};
const PgStatement kSend{"message/insert"};
const PgStatement kReceive{"message/delete"};

std::int64_t row_seq(const InstanceRow& row) { return static_cast<std::int64_t>(row.seq); }
std::int64_t row_image_seq(const InstanceRow& row) {
    return static_cast<std::int64_t>(row.image_seq);
}
std::int32_t row_version(const InstanceRow& row) { return row.version; }
std::int32_t row_shard(const InstanceRow& row) { return row.id.shard().value; }
std::string_view row_status(const InstanceRow& row) { return to_string(row.status); }

PgParameters fence_parameters(const std::vector<Fence>& fences) {
    PgParameters parameters;
    parameters
        .array(PgType::kInt4, fences, [](const Fence& f) { return std::int32_t{f.shard.value}; })
        .array(PgType::kInt8, fences, [](const Fence& f) { return f.epoch.value; });
    return parameters;
}

PgParameters insert_parameters(const std::vector<InstanceRow>& rows) {
    PgParameters parameters;
    parameters.array(PgType::kUuid, rows, &InstanceRow::id)
        .array(PgType::kTimestamp, rows, &InstanceRow::started_at)
        .array(PgType::kTimestamp, rows, &InstanceRow::updated_at)
        .array(PgType::kTimestamp, rows, &InstanceRow::wake_at)
        .array(PgType::kTimestamp, rows, &InstanceRow::ended_at)
        .array(PgType::kInt8, rows, row_seq)
        .array(PgType::kInt4, rows, row_shard)
        .array(PgType::kInt4, rows, row_version)
        .array(PgType::kText, rows, &InstanceRow::saga)
        .array(PgType::kText, rows, &InstanceRow::key)
        .array(PgType::kText, rows, row_status)
        .array(PgType::kText, rows, &InstanceRow::state)
        .array(PgType::kText, rows, &InstanceRow::waiting_for)
        .array(PgType::kText, rows, &InstanceRow::error_type)
        .array(PgType::kText, rows, &InstanceRow::error_message)
        .array(PgType::kInt8, rows, row_image_seq)
        .array(PgType::kText, rows, &InstanceRow::image);
    return parameters;
}

PgParameters update_parameters(const std::vector<InstanceRow>& rows) {
    PgParameters parameters;
    parameters.array(PgType::kUuid, rows, &InstanceRow::id)
        .array(PgType::kTimestamp, rows, &InstanceRow::updated_at)
        .array(PgType::kTimestamp, rows, &InstanceRow::wake_at)
        .array(PgType::kTimestamp, rows, &InstanceRow::ended_at)
        .array(PgType::kInt8, rows, row_seq)
        .array(PgType::kInt4, rows, row_version)
        .array(PgType::kText, rows, &InstanceRow::key)
        .array(PgType::kText, rows, row_status)
        .array(PgType::kText, rows, &InstanceRow::state)
        .array(PgType::kText, rows, &InstanceRow::waiting_for)
        .array(PgType::kText, rows, &InstanceRow::error_type)
        .array(PgType::kText, rows, &InstanceRow::error_message)
        .array(PgType::kInt8, rows, row_image_seq)
        .array(PgType::kText, rows, &InstanceRow::image);
    return parameters;
}

PgParameters history_parameters(const std::vector<HistoryRow>& rows) {
    PgParameters parameters;
    parameters.array(PgType::kUuid, rows, &HistoryRow::id)
        .array(
            PgType::kInt8,
            rows,
            [](const HistoryRow& row) { return static_cast<std::int64_t>(row.first_seq); }
        )
        .array(
            PgType::kInt8,
            rows,
            [](const HistoryRow& row) { return static_cast<std::int64_t>(row.last_seq); }
        )
        .array(PgType::kTimestamp, rows, &HistoryRow::at)
        .array(PgType::kText, rows, &HistoryRow::events);
    return parameters;
}

PgParameters subscription_parameters(const std::vector<Subscription>& rows) {
    PgParameters parameters;
    parameters
        .array(
            PgType::kText,
            rows,
            [](const Subscription& s) { return std::string_view(s.address.type); }
        )
        .array(
            PgType::kText,
            rows,
            [](const Subscription& s) { return std::string_view(s.address.key); }
        )
        .array(PgType::kUuid, rows, &Subscription::instance)
        .array(PgType::kInt8, rows, [](const Subscription& s) {
            return static_cast<std::int64_t>(s.token);
        });
    return parameters;
}

PgParameters claim_parameters(const std::vector<StartKeyRow>& rows) {
    PgParameters parameters;
    parameters
        .array(
            PgType::kText,
            rows,
            [](const StartKeyRow& row) { return std::string_view(row.key.scope); }
        )
        .array(
            PgType::kText,
            rows,
            [](const StartKeyRow& row) { return std::string_view(row.key.key); }
        )
        .array(PgType::kUuid, rows, &StartKeyRow::instance)
        .array(
            PgType::kInt8,
            rows,
            [](const StartKeyRow& row) { return static_cast<std::int64_t>(row.fingerprint); }
        )
        .array(PgType::kTimestamp, rows, &StartKeyRow::created_at);
    return parameters;
}

PgParameters key_parameters(const std::vector<StartKey>& keys) {
    PgParameters parameters;
    parameters.array(PgType::kText, keys, &StartKey::scope)
        .array(PgType::kText, keys, &StartKey::key);
    return parameters;
}

// Each effect beside its instance.
using FlatEffects = std::vector<EffectRow>;

FlatEffects flattened(const std::vector<EffectsLeft>& lists) {
    FlatEffects rows;
    for (const EffectsLeft& left : lists) {
        for (const LeftEffect& effect : left.effects) {
            rows.push_back({left.instance, left.saga, effect});
        }
    }
    return rows;
}

std::string_view effect_step(const EffectRow& row) { return row.effect.step; }
std::string_view effect_item(const EffectRow& row) { return row.effect.item; }
std::int32_t effect_visit(const EffectRow& row) { return row.effect.visit; }

PgParameters deleted_effects(const std::vector<EffectsLeft>& lists) {
    FlatEffects rows = flattened(lists);
    // An array has at least one element: this one is nobody's, so that everything goes.
    if (rows.empty()) rows.emplace_back();
    PgParameters parameters;
    parameters.array(PgType::kUuid, lists, &EffectsLeft::instance)
        .array(PgType::kUuid, rows, &EffectRow::instance)
        .array(PgType::kText, rows, effect_step)
        .array(PgType::kText, rows, effect_item)
        .array(PgType::kInt4, rows, effect_visit);
    return parameters;
}

PgParameters effect_parameters(const FlatEffects& rows) {
    PgParameters parameters;
    parameters.array(PgType::kUuid, rows, &EffectRow::instance)
        .array(PgType::kTimestamp, rows, [](const EffectRow& row) { return row.effect.since; })
        .array(PgType::kInt4, rows, effect_visit)
        .array(PgType::kText, rows, &EffectRow::saga)
        .array(PgType::kText, rows, effect_step)
        .array(PgType::kText, rows, effect_item)
        .array(
            PgType::kText,
            rows,
            [](const EffectRow& row) { return std::string_view(row.effect.state); }
        )
        .array(
            PgType::kText,
            rows,
            [](const EffectRow& row) { return std::string_view(row.effect.call); }
        )
        .array(PgType::kText, rows, [](const EffectRow& row) {
            return std::string_view(row.effect.why);
        });
    return parameters;
}

PgParameters message_parameters(const std::vector<Message>& rows) {
    PgParameters parameters;
    parameters.array(PgType::kText, rows, &Message::id)
        .array(
            PgType::kInt4, rows, [](const Message& m) { return std::int32_t{m.destination.value}; }
        )
        .array(PgType::kUuid, rows, &Message::instance)
        .array(PgType::kText, rows, &Message::payload);
    return parameters;
}

PgParameters id_parameters(const std::vector<std::string>& ids) {
    PgParameters parameters;
    parameters.array(PgType::kText, ids, [](const std::string& id) {
        return std::string_view(id);
    });
    return parameters;
}

// Adds the statement for one kind of row, if the batch has any.
template <typename Rows>
void add(
    PgBatch& out,
    const PgStatement& statement,
    const Rows& rows,
    PgParameters (*build)(const Rows&),
    PgStage stage = PgStage::kStatement
) {
    if (rows.empty()) return;
    out.calls.push_back({&statement, build(rows)});
    out.stages.push_back(stage);
}

}  // namespace

PgBatch pg_batch(const CommitBatch& batch) {
    PgBatch out;
    out.calls.push_back({&kBegin, {}});
    out.stages.push_back(PgStage::kStatement);
    add(out, kFence, batch.fences, fence_parameters, PgStage::kFence);
    add(out, kInsertInstances, batch.inserts, insert_parameters);
    add(out, kUpdateInstances, batch.updates, update_parameters, PgStage::kGuard);
    add(out, kInsertHistory, batch.history, history_parameters);
    add(out, kSubscribe, batch.subscribe, subscription_parameters);
    add(out, kUnsubscribe, batch.unsubscribe, subscription_parameters);
    add(out, kReleaseKeys, batch.release_keys, key_parameters);
    add(out, kClaimKeys, batch.claim_keys, claim_parameters);
    add(out, kInsertEvents, batch.events, pg_event_parameters);
    add(out, kConsumeEvents, batch.consume, pg_identity_parameters, PgStage::kGuard);
    add(out, kRestoreEvents, batch.restore, pg_identity_parameters);
    add(out, kDeleteEffects, batch.effects, deleted_effects);
    add(out, kUpsertEffects, flattened(batch.effects), effect_parameters);
    add(out, kSend, batch.send, message_parameters);
    add(out, kReceive, batch.receive, id_parameters, PgStage::kGuard);
    out.calls.push_back({&kCommit, {}});
    out.stages.push_back(PgStage::kCommit);
    return out;
}

PgCall pg_find_lost(const std::vector<Fence>& fences) {
    return {&kFindLost, fence_parameters(fences)};
}

PgStatements pg_batch_statements() {
    return {
        &kBegin,
        &kCommit,
        &kFence,
        &kFindLost,
        &kInsertInstances,
        &kUpdateInstances,
        &kInsertHistory,
        &kSubscribe,
        &kUnsubscribe,
        &kClaimKeys,
        &kReleaseKeys,
        &kInsertEvents,
        &kConsumeEvents,
        &kRestoreEvents,
        &kDeleteEffects,
        &kUpsertEffects,
        &kSend,
        &kReceive};
}

}  // namespace sagaflow::store
