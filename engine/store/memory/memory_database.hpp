// The shared state behind MemoryStore and MemoryQueries: the tables of one database, in maps. Two
// stores on one MemoryDatabase are two nodes on one database.
//
// Thread-safe: every member function takes the mutex, so engine threads and API threads may share
// it. Deterministic: all answers depend on the calls and on the injected clock only. Nothing blocks
// and nothing fails, except what the store port says must fail.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "engine/core/limits.hpp"
#include "engine/store/queries.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

class MemoryDatabase {
public:
    // `clock` plays the database's clock (leases); it must outlive this object.
    explicit MemoryDatabase(
        const Clock& clock, std::size_t shard_count = limits::kShardCountDefault
    );

    std::size_t shard_count() const { return shard_count_; }

    // Store.
    CommitOutcome commit(const CommitBatch& batch);
    std::vector<StoredInstance> load(const std::vector<InstanceId>& ids) const;
    std::vector<DueInstance> due(
        const std::vector<ShardId>& shards,
        Timestamp horizon,
        const std::optional<DueInstance>& after,
        std::size_t limit
    ) const;
    std::vector<std::optional<StartKeyRow>> find_start_keys(const std::vector<StartKey>& keys
    ) const;
    std::vector<EventLookup> look_up_events(
        const std::vector<std::pair<EventIdentity, EventAddress>>& events
    ) const;
    std::vector<StoredEvent> find_kept_events(
        const std::vector<EventAddress>& addresses, Timestamp now
    ) const;
    std::vector<EventAddress> find_awaited_kept(
        const std::vector<ShardId>& shards, Timestamp now, std::size_t limit
    ) const;
    std::vector<Message> find_messages(const std::vector<ShardId>& shards, std::size_t limit) const;
    std::vector<DefinitionRow> load_definitions(std::uint64_t known) const;
    void prune(Timestamp events_before);
    Result<ClusterView> heartbeat(NodeRow node, Duration lease);
    std::vector<Fence> acquire(
        const std::string& node, const std::string& incarnation, const std::vector<ShardRow>& seen
    );
    void release(const std::vector<Fence>& shards);
    void leave(const std::string& node, const std::string& incarnation);

    // Queries.
    InstanceListPage list_instances(
        const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
    ) const;
    std::map<InstanceId, InstanceLabel> labels(const std::vector<InstanceId>& ids) const;
    std::vector<AttentionGroup> attention(std::size_t each_max) const;
    std::vector<HistoryRow> history(InstanceId id, std::uint64_t after, std::size_t limit) const;
    DeployOutcome deploy(
        const std::string& saga, const std::string& content_hash, const std::string& source
    );
    std::vector<DefinitionRow> definitions() const;
    std::map<int, std::map<InstanceStatus, std::uint64_t>> count_instances(const std::string& saga
    ) const;
    std::map<InstanceStatus, std::uint64_t> count_live() const;
    std::vector<StoredEvent> list_events(
        std::optional<EventState> state,
        const std::optional<std::string>& type,
        const std::optional<EventPosition>& before,
        std::size_t limit
    ) const;
    std::vector<EffectRow> list_effects(
        const EffectFilter& filter, const std::optional<EffectPosition>& after, std::size_t limit
    ) const;
    std::map<std::string, std::uint64_t> count_effects() const;
    std::vector<NodeRow> nodes() const;
    std::vector<ShardRow> shards() const;

private:
    using HistoryKey = std::pair<InstanceId, std::uint64_t>;  // instance, first_seq
    using WakeKey = std::pair<Timestamp, InstanceId>;

    // Why the batch may not be applied; empty when it may. Called with the mutex held.
    std::vector<ShardId> lost_fences(const CommitBatch& batch) const;
    std::string conflict_of_instances(const CommitBatch& batch) const;
    std::string conflict_of_history(const CommitBatch& batch) const;
    std::string conflict_of_keys(const CommitBatch& batch) const;
    std::string conflict_of_events(const CommitBatch& batch) const;
    std::string conflict_of_messages(const CommitBatch& batch) const;
    void apply(const CommitBatch& batch);
    void put_instance(const InstanceRow& row);
    void put_effects(const EffectsLeft& left);

    std::vector<HistoryRow> history_after(InstanceId id, std::uint64_t after, std::size_t limit)
        const;
    bool is_alive(const std::string& name, const std::string& incarnation) const;
    ClusterView view() const;

    const Clock& clock_;
    const std::size_t shard_count_;
    mutable std::mutex mutex_;

    std::map<InstanceId, InstanceRow> instances_;
    std::map<ShardId, std::set<WakeKey>> wakes_;
    std::map<HistoryKey, HistoryRow> history_;
    std::map<EventAddress, std::set<Subscription>> subscriptions_;
    std::map<StartKey, StartKeyRow> start_keys_;
    std::map<EventIdentity, StoredEvent> events_;
    std::map<InstanceId, EffectsLeft> effects_;
    std::vector<Message> messages_;                                     // oldest first
    std::vector<std::pair<DefinitionRow, std::uint64_t>> definitions_;  // with deploy order
    std::map<std::string, NodeRow> nodes_;
    std::vector<ShardRow> shards_;
};

}  // namespace sagaflow::store
