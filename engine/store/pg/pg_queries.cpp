#include "engine/store/pg/pg_queries.hpp"

#include "engine/core/ensure.hpp"
#include "engine/store/pg/pg_event_rows.hpp"
#include "engine/store/pg/pg_instance_filter.hpp"
#include "engine/store/pg/pg_instance_rows.hpp"

namespace sagaflow::store {
namespace {

const PgStatement kList{"instance/list"};
const PgStatement kLabels{"instance/labels"};
const PgStatement kAttention{"instance/attention"};
const PgStatement kOneImage{"instance/load"};
const PgStatement kOneTail{"history/tails"};
const PgStatement kHistory{"history/page"};
const PgStatement kFindStartKey{"start_key/find"};
const PgStatement kLockDefinitions{"definition/lock"};
const PgStatement kDeploy{"definition/deploy"};
const PgStatement kFindDefinition{"definition/find"};
const PgStatement kListDefinitions{"definition/list"};
const PgStatement kCountByVersion{"instance/count_by_version"};
const PgStatement kCountLive{"instance/count_live"};
const PgStatement kListEvents{"event/list"};
const PgStatement kListEffects{"effect/list"};
const PgStatement kCountEffects{"effect/count"};
const PgStatement kQueryNodes{"node/list"};
const PgStatement kQueryShards{"shard/list"};
const PgStatement kDatabaseFigures{"session/figures"};
const PgStatement kMigrationHistory{"migration/history"};
const PgStatement kPing{"session/ping"};
const PgStatement kBeginAsk{"transaction/begin"};
const PgStatement kBeginView{"transaction/begin_snapshot"};
const PgStatement kCommitAsk{"transaction/commit"};

InstanceStatus status_at(const PgRows& rows, int row, int column) {
    const auto status = instance_status_from(rows.text(row, column));
    ENSURE(status.has_value(), "a stored status is one of ours");
    return *status;
}

EffectRow effect_at(const PgRows& rows, int row) {
    EffectRow found;
    found.instance = rows.uuid(row, 0);
    found.effect.since = rows.timestamp(row, 1);
    found.effect.visit = rows.int4(row, 2);
    found.saga = rows.text(row, 3);
    found.effect.step = rows.text(row, 4);
    found.effect.item = rows.text(row, 5);
    found.effect.state = rows.text(row, 6);
    found.effect.call = rows.text(row, 7);
    found.effect.why = rows.text(row, 8);
    found.key = rows.optional_text(row, 9);
    return found;
}

AttentionGroup attention_at(const PgRows& rows, int row) {
    AttentionGroup group;
    group.status = status_at(rows, row, 0);
    group.saga = rows.text(row, 1);
    group.step = rows.text(row, 2);
    group.undo = rows.boolean(row, 3);
    group.error = rows.text(row, 4);
    group.count = rows.uint8(row, 5);
    group.oldest = rows.timestamp(row, 6);
    group.newest = rows.timestamp(row, 7);
    group.example = rows.uuid(row, 8);
    group.example_key = rows.optional_text(row, 9);
    return group;
}

InstanceListPage list_page(const PgRows& rows, std::size_t limit) {
    InstanceListPage page;
    for (int row = 0; row < rows.size() && page.rows.size() < limit; ++row) {
        page.rows.push_back(pg_instance(rows, row, false));
    }
    if (static_cast<std::size_t>(rows.size()) > limit && limit > 0) {
        page.next_before = page.rows.back().id;
    }
    return page;
}

PgParameters one_id(InstanceId id) {
    PgParameters parameters;
    parameters.array(PgType::kUuid, std::vector<InstanceId>{id}, [](const InstanceId& i) {
        return i;
    });
    return parameters;
}

// Runs the statements as one transaction; a session in a failed one is closed, which rolls back.
std::variant<std::vector<PgRows>, PgError> run_all(
    PgSession& session, const std::vector<std::pair<const PgStatement*, PgParameters>>& calls
) {
    std::vector<PgRows> all;
    for (const auto& [statement, parameters] : calls) {
        PgSession::Outcome outcome = session.run(*statement, parameters);
        if (PgError* error = std::get_if<PgError>(&outcome)) {
            session.disconnect();
            return std::move(*error);
        }
        all.push_back(std::get<PgRows>(std::move(outcome)));
    }
    return all;
}

}  // namespace

template <typename T>
Result<T> PgQueries::ask(
    const PgStatement& statement,
    const PgParameters& parameters,
    const std::function<T(const PgRows&)>& read
) {
    return pool_.with_session<T>([&](PgSession& session) -> std::variant<T, PgError> {
        PgSession::Outcome outcome = session.run(statement, parameters);
        if (PgError* error = std::get_if<PgError>(&outcome)) return std::move(*error);
        return read(std::get<PgRows>(outcome));
    });
}

Result<InstanceListPage> PgQueries::list_instances(
    const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
) {
    return ask<InstanceListPage>(
        kList,
        pg_list_parameters(filter, before, limit),
        [&](const PgRows& rows) { return list_page(rows, limit); }
    );
}

Result<std::optional<StoredInstance>> PgQueries::find_instance(InstanceId id) {
    using Found = std::optional<StoredInstance>;
    return pool_.with_session<Found>([&](PgSession& session) -> std::variant<Found, PgError> {
        auto outcome = run_all(
            session,
            {{&kBeginView, {}},
             {&kOneImage, one_id(id)},
             {&kOneTail, one_id(id)},
             {&kCommitAsk, {}}}
        );
        if (PgError* error = std::get_if<PgError>(&outcome)) return std::move(*error);
        const auto& rows = std::get<std::vector<PgRows>>(outcome);
        auto found = pg_stored_instances({id}, rows[1], rows[2]);
        return found.empty() ? Found{} : Found{std::move(found.front())};
    });
}

Result<std::map<InstanceId, InstanceLabel>> PgQueries::labels(const std::vector<InstanceId>& ids) {
    using Labels = std::map<InstanceId, InstanceLabel>;
    if (ids.empty()) return Labels{};
    PgParameters parameters;
    parameters.array(PgType::kUuid, ids, [](const InstanceId& id) { return id; });
    return ask<Labels>(kLabels, parameters, [](const PgRows& rows) {
        Labels labels;
        for (int row = 0; row < rows.size(); ++row) {
            labels[rows.uuid(row, 0)] = {
                rows.text(row, 1), rows.optional_text(row, 2), status_at(rows, row, 3)};
        }
        return labels;
    });
}

Result<std::vector<AttentionGroup>> PgQueries::attention(std::size_t each_max) {
    PgParameters parameters;
    parameters.int8(static_cast<std::int64_t>(each_max));
    return ask<std::vector<AttentionGroup>>(kAttention, parameters, [](const PgRows& rows) {
        std::vector<AttentionGroup> groups;
        for (int row = 0; row < rows.size(); ++row) groups.push_back(attention_at(rows, row));
        return groups;
    });
}

Result<std::vector<HistoryRow>> PgQueries::history(
    InstanceId id, std::uint64_t after_seq, std::size_t limit
) {
    PgParameters parameters;
    parameters.uuid(id)
        .int8(static_cast<std::int64_t>(after_seq))
        .int8(static_cast<std::int64_t>(limit));
    return ask<std::vector<HistoryRow>>(kHistory, parameters, [](const PgRows& rows) {
        std::vector<HistoryRow> page;
        for (int row = 0; row < rows.size(); ++row) page.push_back(pg_history(rows, row));
        return page;
    });
}

Result<std::optional<StartKeyRow>> PgQueries::find_start_key(const StartKey& key) {
    using Found = std::optional<StartKeyRow>;
    const std::vector<StartKey> keys{key};
    PgParameters parameters;
    parameters.array(PgType::kText, keys, &StartKey::scope)
        .array(PgType::kText, keys, &StartKey::key);
    return ask<Found>(kFindStartKey, parameters, [](const PgRows& rows) {
        return rows.size() == 0 ? Found{} : Found{pg_start_key(rows, 0)};
    });
}

Result<DeployOutcome> PgQueries::deploy(
    const std::string& saga, const std::string& content_hash, const std::string& source
) {
    PgParameters content;
    content.text(saga).text(content_hash);
    PgParameters definition = content;
    definition.text(source);
    return pool_.with_session<DeployOutcome>(
        [&](PgSession& session) -> std::variant<DeployOutcome, PgError> {
            auto outcome = run_all(
                session,
                {{&kBeginAsk, {}},
                 {&kLockDefinitions, {}},
                 {&kDeploy, definition},
                 {&kFindDefinition, content},
                 {&kCommitAsk, {}}}
            );
            if (PgError* error = std::get_if<PgError>(&outcome)) return std::move(*error);
            const auto& rows = std::get<std::vector<PgRows>>(outcome);
            ENSURE(rows[3].size() == 1, "deployed content has a version");
            return DeployOutcome{rows[3].int4(0, 0), rows[2].size() == 1, rows[3].timestamp(0, 1)};
        }
    );
}

Result<std::vector<DefinitionRow>> PgQueries::definitions() {
    return ask<std::vector<DefinitionRow>>(kListDefinitions, {}, [](const PgRows& rows) {
        std::vector<DefinitionRow> found;
        for (int row = 0; row < rows.size(); ++row) found.push_back(pg_definition(rows, row));
        return found;
    });
}

Result<std::map<int, std::map<InstanceStatus, std::uint64_t>>> PgQueries::count_instances(
    const std::string& saga
) {
    using Counts = std::map<int, std::map<InstanceStatus, std::uint64_t>>;
    PgParameters parameters;
    parameters.text(saga);
    return ask<Counts>(kCountByVersion, parameters, [](const PgRows& rows) {
        Counts counts;
        for (int row = 0; row < rows.size(); ++row) {
            counts[rows.int4(row, 0)][status_at(rows, row, 1)] = rows.uint8(row, 2);
        }
        return counts;
    });
}

Result<std::map<InstanceStatus, std::uint64_t>> PgQueries::count_live() {
    using Counts = std::map<InstanceStatus, std::uint64_t>;
    PgParameters parameters;
    parameters.int8(static_cast<std::int64_t>(limits::kLiveCountMax));
    return ask<Counts>(kCountLive, parameters, [](const PgRows& rows) {
        Counts counts;
        for (int row = 0; row < rows.size(); ++row) {
            counts[status_at(rows, row, 0)] = rows.uint8(row, 1);
        }
        return counts;
    });
}

Result<std::vector<StoredEvent>> PgQueries::list_events(
    std::optional<EventState> state,
    std::optional<std::string> type,
    std::optional<std::string> before_cursor,
    std::size_t limit
) {
    PgParameters parameters;
    std::optional<std::string> state_text;
    if (state) state_text = *state == EventState::kKept ? "kept" : "consumed";
    parameters.optional_text(state_text).optional_text(type);
    if (before_cursor) {
        auto position = event_position(*before_cursor);
        if (!position.ok()) return position.error();
        parameters.timestamp(position->received_at)
            .text(position->identity.source)
            .text(position->identity.id);
    } else {
        parameters.plus_infinity().text("").text("");
    }
    parameters.int8(static_cast<std::int64_t>(limit));
    return ask<std::vector<StoredEvent>>(kListEvents, parameters, [](const PgRows& rows) {
        std::vector<StoredEvent> page;
        for (int row = 0; row < rows.size(); ++row) page.push_back(pg_event(rows, row, 0));
        return page;
    });
}

Result<std::vector<EffectRow>> PgQueries::list_effects(
    const EffectFilter& filter, const std::optional<EffectPosition>& after, std::size_t limit
) {
    PgParameters parameters;
    parameters.optional_text(filter.state).optional_text(filter.saga);
    if (filter.since_before)
        parameters.timestamp(*filter.since_before);
    else
        parameters.null();
    if (after)
        parameters.timestamp(after->since);
    else
        parameters.minus_infinity();
    const EffectPosition from = after.value_or(EffectPosition{});
    parameters.uuid(from.instance)
        .text(from.step)
        .text(from.item)
        .int4(from.visit)
        .int8(static_cast<std::int64_t>(limit));
    return ask<std::vector<EffectRow>>(kListEffects, parameters, [](const PgRows& rows) {
        std::vector<EffectRow> page;
        for (int row = 0; row < rows.size(); ++row) page.push_back(effect_at(rows, row));
        return page;
    });
}

Result<std::map<std::string, std::uint64_t>> PgQueries::count_effects() {
    using Counts = std::map<std::string, std::uint64_t>;
    PgParameters parameters;
    parameters.int8(static_cast<std::int64_t>(limits::kLiveCountMax));
    return ask<Counts>(kCountEffects, parameters, [](const PgRows& rows) {
        Counts counts;
        for (int row = 0; row < rows.size(); ++row) {
            counts[rows.text(row, 0)] = rows.uint8(row, 1);
        }
        return counts;
    });
}

Result<std::vector<NodeRow>> PgQueries::nodes() {
    return ask<std::vector<NodeRow>>(kQueryNodes, {}, [](const PgRows& rows) {
        std::vector<NodeRow> found;
        for (int row = 0; row < rows.size(); ++row) found.push_back(pg_node(rows, row));
        return found;
    });
}

Result<std::vector<ShardRow>> PgQueries::shards() {
    return ask<std::vector<ShardRow>>(kQueryShards, {}, [](const PgRows& rows) {
        std::vector<ShardRow> found;
        for (int row = 0; row < rows.size(); ++row) {
            found.push_back(
                {ShardId{static_cast<std::uint16_t>(rows.int4(row, 0))},
                 Epoch{rows.int8(row, 1)},
                 rows.text(row, 2),
                 rows.text(row, 3)}
            );
        }
        return found;
    });
}

Result<DatabaseFigures> PgQueries::database_figures() {
    auto figures = ask<DatabaseFigures>(kDatabaseFigures, {}, [](const PgRows& rows) {
        ENSURE(rows.size() == 1, "the database says one thing of itself");
        DatabaseFigures found;
        found.version = rows.text(0, 0);
        found.size_bytes = rows.uint8(0, 1);
        found.connections = rows.uint8(0, 2);
        return found;
    });
    if (!figures.ok()) return figures;
    auto migrations = ask<std::vector<MigrationRow>>(kMigrationHistory, {}, [](const PgRows& rows) {
        std::vector<MigrationRow> found;
        for (int row = 0; row < rows.size(); ++row) {
            found.push_back({rows.int4(row, 0), rows.text(row, 1), rows.timestamp(row, 2)});
        }
        return found;
    });
    if (!migrations.ok()) return migrations.error();
    figures->migrations = std::move(*migrations);
    return figures;
}

Status PgQueries::ping() {
    return ask<Unit>(kPing, {}, [](const PgRows&) { return Unit{}; });
}

}  // namespace sagaflow::store
