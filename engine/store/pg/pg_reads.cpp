// PgStore's reads. Those of more than one statement run in one snapshot.
#include "engine/store/pg/pg_ask.hpp"
#include "engine/store/pg/pg_event_rows.hpp"
#include "engine/store/pg/pg_instance_rows.hpp"
#include "engine/store/pg/pg_store_statements.hpp"

namespace sagaflow::store {
namespace {

const PgStatement kBeginSnapshot{"transaction/begin_snapshot"};
const PgStatement kCommitRead{"transaction/commit"};
const PgStatement kLoad{"instance/load"};
const PgStatement kTails{"history/tails"};
const PgStatement kDue{"instance/due"};
const PgStatement kFindStartKeys{"start_key/find"};
const PgStatement kFindEvents{"event/find"};
const PgStatement kFindSubscriptions{"subscription/find"};
const PgStatement kFindKept{"event/find_kept"};
const PgStatement kFindAwaitedKept{"event/find_awaited_kept"};
const PgStatement kFindMessages{"message/find"};
const PgStatement kLoadDefinitions{"definition/load"};
const PgStatement kPruneEvents{"event/prune"};
const PgStatement kPruneStartKeys{"start_key/prune"};
const PgStatement kPruneNodes{"node/prune"};

using EventQuestion = std::pair<EventIdentity, EventAddress>;

std::int32_t shard_number(const ShardId& shard) { return shard.value; }

PgParameters id_parameters(const std::vector<InstanceId>& ids) {
    PgParameters parameters;
    parameters.array(PgType::kUuid, ids, [](const InstanceId& id) { return id; });
    return parameters;
}

// WITH ORDINALITY counts from 1.
std::size_t position(const PgRows& rows, int row) {
    return static_cast<std::size_t>(rows.int8(row, 0)) - 1;
}

std::vector<EventLookup> event_lookups(
    std::size_t count, const PgRows& stored, const PgRows& subscribers
) {
    std::vector<EventLookup> answers(count);
    for (int row = 0; row < stored.size(); ++row) {
        answers[position(stored, row)].duplicate = pg_event(stored, row, 1);
    }
    for (int row = 0; row < subscribers.size(); ++row) {
        answers[position(subscribers, row)].subscribers.push_back(
            {{subscribers.text(row, 1), subscribers.text(row, 2)},
             subscribers.uuid(row, 3),
             subscribers.uint8(row, 4)}
        );
    }
    return answers;
}

}  // namespace

PgStatements pg_read_statements() {
    return {
        &kBeginSnapshot,
        &kCommitRead,
        &kLoad,
        &kTails,
        &kDue,
        &kFindStartKeys,
        &kFindEvents,
        &kFindSubscriptions,
        &kFindKept,
        &kFindAwaitedKept,
        &kFindMessages,
        &kLoadDefinitions,
        &kPruneEvents,
        &kPruneStartKeys,
        &kPruneNodes};
}

void PgStore::load(std::vector<InstanceId> ids, Done<std::vector<StoredInstance>> done) {
    if (ids.empty()) return answer_later<std::vector<StoredInstance>>({}, std::move(done));
    std::vector<PgCall> calls;
    calls.push_back({&kBeginSnapshot, {}});
    calls.push_back({&kLoad, id_parameters(ids)});
    calls.push_back({&kTails, id_parameters(ids)});
    calls.push_back({&kCommitRead, {}});
    ask<std::vector<StoredInstance>>(
        *reads_,
        std::move(calls),
        std::move(done),
        [ids = std::move(ids)](const PgReply& reply) {
            return pg_stored_instances(ids, reply.rows[1], reply.rows[2]);
        }
    );
}

void PgStore::due(
    std::vector<ShardId> shards,
    Timestamp horizon,
    std::optional<DueInstance> after,
    std::size_t limit,
    Done<std::vector<DueInstance>> done
) {
    if (shards.empty()) return answer_later<std::vector<DueInstance>>({}, std::move(done));
    PgParameters parameters;
    parameters.array(PgType::kInt4, shards, shard_number).timestamp(horizon);
    if (after) {
        parameters.timestamp(after->wake_at).uuid(after->id);
    } else {
        parameters.minus_infinity().uuid(InstanceId{});
    }
    parameters.int8(static_cast<std::int64_t>(limit));
    std::vector<PgCall> calls;
    calls.push_back({&kDue, std::move(parameters)});
    ask<std::vector<DueInstance>>(
        *reads_,
        std::move(calls),
        std::move(done),
        [](const PgReply& reply) {
            std::vector<DueInstance> found;
            const PgRows& rows = reply.rows[0];
            for (int row = 0; row < rows.size(); ++row) {
                found.push_back({rows.uuid(row, 0), rows.timestamp(row, 1)});
            }
            return found;
        }
    );
}

void PgStore::find_start_keys(
    std::vector<StartKey> keys, Done<std::vector<std::optional<StartKeyRow>>> done
) {
    using Answer = std::vector<std::optional<StartKeyRow>>;
    if (keys.empty()) return answer_later<Answer>({}, std::move(done));
    PgParameters parameters;
    parameters.array(PgType::kText, keys, &StartKey::scope)
        .array(PgType::kText, keys, &StartKey::key);
    std::vector<PgCall> calls;
    calls.push_back({&kFindStartKeys, std::move(parameters)});
    ask<Answer>(
        *reads_,
        std::move(calls),
        std::move(done),
        [count = keys.size()](const PgReply& reply) {
            Answer answers(count);
            const PgRows& rows = reply.rows[0];
            for (int row = 0; row < rows.size(); ++row) {
                answers[position(rows, row)] = pg_start_key(rows, row);
            }
            return answers;
        }
    );
}

void PgStore::look_up_events(
    std::vector<EventQuestion> events, Done<std::vector<EventLookup>> done
) {
    if (events.empty()) return answer_later<std::vector<EventLookup>>({}, std::move(done));
    const auto text = [&](PgParameters& parameters, auto member) {
        parameters.array(PgType::kText, events, member);
    };
    PgParameters identities;
    text(identities, [](const EventQuestion& q) { return std::string_view(q.first.source); });
    text(identities, [](const EventQuestion& q) { return std::string_view(q.first.id); });
    PgParameters addresses;
    text(addresses, [](const EventQuestion& q) { return std::string_view(q.second.type); });
    text(addresses, [](const EventQuestion& q) { return std::string_view(q.second.key); });
    std::vector<PgCall> calls;
    calls.push_back({&kBeginSnapshot, {}});
    calls.push_back({&kFindEvents, std::move(identities)});
    calls.push_back({&kFindSubscriptions, std::move(addresses)});
    calls.push_back({&kCommitRead, {}});
    ask<std::vector<EventLookup>>(
        *reads_,
        std::move(calls),
        std::move(done),
        [count = events.size()](const PgReply& reply) {
            return event_lookups(count, reply.rows[1], reply.rows[2]);
        }
    );
}

void PgStore::find_kept_events(
    std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<StoredEvent>> done
) {
    if (addresses.empty()) return answer_later<std::vector<StoredEvent>>({}, std::move(done));
    PgParameters parameters;
    parameters.array(PgType::kText, addresses, &EventAddress::type)
        .array(PgType::kText, addresses, &EventAddress::key)
        .timestamp(now);
    std::vector<PgCall> calls;
    calls.push_back({&kFindKept, std::move(parameters)});
    ask<std::vector<StoredEvent>>(
        *reads_,
        std::move(calls),
        std::move(done),
        [](const PgReply& reply) {
            std::vector<StoredEvent> found;
            for (int row = 0; row < reply.rows[0].size(); ++row) {
                found.push_back(pg_event(reply.rows[0], row, 0));
            }
            return found;
        }
    );
}

void PgStore::find_awaited_kept(
    std::vector<ShardId> shards,
    Timestamp now,
    std::size_t limit,
    Done<std::vector<EventAddress>> done
) {
    if (shards.empty()) return answer_later<std::vector<EventAddress>>({}, std::move(done));
    PgParameters parameters;
    parameters.array(PgType::kInt4, shards, shard_number)
        .timestamp(now)
        .int8(static_cast<std::int64_t>(limit));
    std::vector<PgCall> calls;
    calls.push_back({&kFindAwaitedKept, std::move(parameters)});
    ask<std::vector<EventAddress>>(
        *reads_,
        std::move(calls),
        std::move(done),
        [](const PgReply& reply) {
            std::vector<EventAddress> found;
            for (int row = 0; row < reply.rows[0].size(); ++row) {
                found.push_back({reply.rows[0].text(row, 0), reply.rows[0].text(row, 1)});
            }
            return found;
        }
    );
}

void PgStore::find_messages(
    std::vector<ShardId> shards, std::size_t limit, Done<std::vector<Message>> done
) {
    if (shards.empty()) return answer_later<std::vector<Message>>({}, std::move(done));
    PgParameters parameters;
    parameters.array(PgType::kInt4, shards, shard_number).int8(static_cast<std::int64_t>(limit));
    std::vector<PgCall> calls;
    calls.push_back({&kFindMessages, std::move(parameters)});
    ask<std::vector<Message>>(*reads_, std::move(calls), std::move(done), [](const PgReply& reply) {
        std::vector<Message> found;
        const PgRows& rows = reply.rows[0];
        for (int row = 0; row < rows.size(); ++row) {
            const auto shard = static_cast<std::uint16_t>(rows.int4(row, 1));
            found.push_back(
                {ShardId{shard}, rows.uuid(row, 2), rows.text(row, 0), rows.text(row, 3)}
            );
        }
        return found;
    });
}

void PgStore::load_definitions(std::uint64_t known, Done<std::vector<DefinitionRow>> done) {
    PgParameters parameters;
    parameters.int8(static_cast<std::int64_t>(known));
    std::vector<PgCall> calls;
    calls.push_back({&kLoadDefinitions, std::move(parameters)});
    ask<std::vector<DefinitionRow>>(
        *reads_,
        std::move(calls),
        std::move(done),
        [](const PgReply& reply) {
            std::vector<DefinitionRow> found;
            for (int row = 0; row < reply.rows[0].size(); ++row) {
                found.push_back(pg_definition(reply.rows[0], row));
            }
            return found;
        }
    );
}

void PgStore::prune(Timestamp events_before, Done<Unit> done) {
    std::vector<PgCall> calls;
    for (const PgStatement* statement : {&kPruneEvents, &kPruneStartKeys, &kPruneNodes}) {
        PgParameters parameters;
        parameters.timestamp(events_before).int8(limits::kPruneRowsMax);
        calls.push_back({statement, std::move(parameters)});
    }
    ask<Unit>(*reads_, std::move(calls), std::move(done), [](const PgReply&) {
        return ok_status();
    });
}

}  // namespace sagaflow::store
