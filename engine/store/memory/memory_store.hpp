// The store port in memory: for tests, the simulator and nothing else, since it forgets everything.
//
// One MemoryStore is one node's view of a MemoryDatabase, which any number of stores may share.
// Used from one thread. `post` is the executor: each call is carried out, and then answered, inside
// a function given to `post`, in the order of the calls; the owner of `post` decides when that is,
// so a simulator can delay and interleave nodes. After shut_down() what has not been carried out
// ends kUnavailable.
#pragma once

#include <memory>

#include "engine/store/memory/memory_database.hpp"

namespace sagaflow::store {

using Post = std::function<void(std::function<void()>)>;

class MemoryStore final : public Store {
public:
    MemoryStore(std::shared_ptr<MemoryDatabase> database, Post post);
    ~MemoryStore() override;

    void commit(CommitBatch batch, std::function<void(CommitOutcome)> done) override;
    void load(std::vector<InstanceId> ids, Done<std::vector<StoredInstance>> done) override;
    void due(
        std::vector<ShardId> shards,
        Timestamp horizon,
        std::optional<DueInstance> after,
        std::size_t limit,
        Done<std::vector<DueInstance>> done
    ) override;
    void find_start_keys(
        std::vector<StartKey> keys, Done<std::vector<std::optional<StartKeyRow>>> done
    ) override;
    void look_up_events(
        std::vector<std::pair<EventIdentity, EventAddress>> events,
        Done<std::vector<EventLookup>> done
    ) override;
    void find_kept_events(
        std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<StoredEvent>> done
    ) override;
    void find_awaited_kept(
        std::vector<ShardId> shards,
        Timestamp now,
        std::size_t limit,
        Done<std::vector<EventAddress>> done
    ) override;
    void find_messages(
        std::vector<ShardId> shards, std::size_t limit, Done<std::vector<Message>> done
    ) override;
    void load_definitions(std::uint64_t known, Done<std::vector<DefinitionRow>> done) override;
    void prune(Timestamp events_before, Done<Unit> done) override;
    void heartbeat(NodeRow node, Duration lease, Done<ClusterView> done) override;
    void acquire(
        std::string node,
        std::string incarnation,
        std::vector<ShardRow> seen,
        Done<std::vector<Fence>> done
    ) override;
    void release(std::vector<Fence> shards, Done<Unit> done) override;
    void leave(std::string node, std::string incarnation, Done<Unit> done) override;
    void shut_down() override;

private:
    // Shared with the posted functions: they may run after the store is gone and must still answer.
    struct Life {
        bool open = true;
        bool committing = false;
    };
    template <typename T>
    void answer_later(std::function<Result<T>(MemoryDatabase&)> work, Done<T> done);

    std::shared_ptr<MemoryDatabase> database_;
    Post post_;
    std::shared_ptr<Life> life_ = std::make_shared<Life>();
};

}  // namespace sagaflow::store
