// The reading side over a MemoryDatabase; safe from many threads, never fails for lack of a
// database.
#pragma once

#include <memory>

#include "engine/store/memory/memory_database.hpp"

namespace sagaflow::store {

class MemoryQueries final : public Queries {
public:
    explicit MemoryQueries(std::shared_ptr<MemoryDatabase> database)
        : database_(std::move(database)) {}

    Result<InstanceListPage> list_instances(
        const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
    ) override {
        return database_->list_instances(filter, before, limit);
    }
    Result<std::optional<StoredInstance>> find_instance(InstanceId id) override {
        auto found = database_->load({id});
        if (found.empty()) return std::optional<StoredInstance>{};
        return std::optional<StoredInstance>(std::move(found.front()));
    }
    Result<std::map<InstanceId, InstanceLabel>> labels(const std::vector<InstanceId>& ids
    ) override {
        return database_->labels(ids);
    }
    Result<std::vector<AttentionGroup>> attention(std::size_t each_max) override {
        return database_->attention(each_max);
    }
    Result<std::vector<HistoryRow>> history(
        InstanceId id, std::uint64_t after_seq, std::size_t limit
    ) override {
        return database_->history(id, after_seq, limit);
    }
    Result<std::optional<StartKeyRow>> find_start_key(const StartKey& key) override {
        return database_->find_start_keys({key}).front();
    }
    Result<DeployOutcome> deploy(
        const std::string& saga, const std::string& content_hash, const std::string& source
    ) override {
        return database_->deploy(saga, content_hash, source);
    }
    Result<std::vector<DefinitionRow>> definitions() override { return database_->definitions(); }
    Result<std::map<int, std::map<InstanceStatus, std::uint64_t>>> count_instances(
        const std::string& saga
    ) override {
        return database_->count_instances(saga);
    }
    Result<std::map<InstanceStatus, std::uint64_t>> count_live() override {
        return database_->count_live();
    }
    Result<std::vector<StoredEvent>> list_events(
        std::optional<EventState> state,
        std::optional<std::string> type,
        std::optional<std::string> before_cursor,
        std::size_t limit
    ) override {
        std::optional<EventPosition> before;
        if (before_cursor) {
            auto position = event_position(*before_cursor);
            if (!position.ok()) return position.error();
            before = std::move(*position);
        }
        return database_->list_events(state, type, before, limit);
    }
    Result<std::vector<EffectRow>> list_effects(
        const EffectFilter& filter, const std::optional<EffectPosition>& after, std::size_t limit
    ) override {
        return database_->list_effects(filter, after, limit);
    }
    Result<std::map<std::string, std::uint64_t>> count_effects() override {
        return database_->count_effects();
    }
    Result<std::vector<NodeRow>> nodes() override { return database_->nodes(); }
    Result<std::vector<ShardRow>> shards() override { return database_->shards(); }
    Result<DatabaseFigures> database_figures() override {
        DatabaseFigures figures;
        figures.version = "memory";
        return figures;
    }
    Status ping() override { return ok_status(); }

private:
    std::shared_ptr<MemoryDatabase> database_;
};

}  // namespace sagaflow::store
