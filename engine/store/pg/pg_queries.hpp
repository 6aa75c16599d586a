// The reading side on PostgreSQL: a small pool of blocking sessions for the API's threads, apart
// from the engine's connections, so that an expensive list cannot delay a commit. Thread-safe.
#pragma once

#include "engine/store/pg/pg_pool.hpp"
#include "engine/store/queries.hpp"

namespace sagaflow::store {

class PgQueries final : public Queries {
public:
    PgQueries(PgConnectionInfo info, PgTimeouts timeouts, std::size_t sessions_max)
        : pool_(std::move(info), timeouts, sessions_max) {}

    Result<InstanceListPage> list_instances(
        const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
    ) override;
    Result<std::optional<StoredInstance>> find_instance(InstanceId id) override;
    Result<std::map<InstanceId, InstanceLabel>> labels(const std::vector<InstanceId>& ids) override;
    Result<std::vector<AttentionGroup>> attention(std::size_t each_max) override;
    Result<std::vector<HistoryRow>> history(
        InstanceId id, std::uint64_t after_seq, std::size_t limit
    ) override;
    Result<std::optional<StartKeyRow>> find_start_key(const StartKey& key) override;
    Result<DeployOutcome> deploy(
        const std::string& saga, const std::string& content_hash, const std::string& source
    ) override;
    Result<std::vector<DefinitionRow>> definitions() override;
    Result<std::map<int, std::map<InstanceStatus, std::uint64_t>>> count_instances(
        const std::string& saga
    ) override;
    Result<std::map<InstanceStatus, std::uint64_t>> count_live() override;
    Result<std::vector<StoredEvent>> list_events(
        std::optional<EventState> state,
        std::optional<std::string> type,
        std::optional<std::string> before_cursor,
        std::size_t limit
    ) override;
    Result<std::vector<EffectRow>> list_effects(
        const EffectFilter& filter, const std::optional<EffectPosition>& after, std::size_t limit
    ) override;
    Result<std::map<std::string, std::uint64_t>> count_effects() override;
    Result<std::vector<NodeRow>> nodes() override;
    Result<std::vector<ShardRow>> shards() override;
    Result<DatabaseFigures> database_figures() override;
    Status ping() override;

private:
    // One statement, its rows read by `read`.
    template <typename T>
    Result<T> ask(
        const PgStatement& statement,
        const PgParameters& parameters,
        const std::function<T(const PgRows&)>& read
    );

    PgPool pool_;
};

}  // namespace sagaflow::store
