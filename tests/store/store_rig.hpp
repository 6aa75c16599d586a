// What one conformance suite needs to drive any store: two nodes on one database, the reading side,
// a way to let a node's lease expire, and a loop that carries calls out. Each rig is an empty
// database.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "engine/store/queries.hpp"
#include "engine/store/store.hpp"

namespace sagaflow::store {

class StoreRig {
public:
    virtual ~StoreRig() = default;

    virtual Store& node(std::size_t index) = 0;  // 0 and 1
    virtual Queries& queries() = 0;
    // Makes the node's lease end now, by the database's clock.
    virtual void expire(const std::string& name) = 0;
    // Carries out something that is pending; fails the program when nothing happens for long.
    virtual void run_one() = 0;

    static constexpr std::size_t kShards = 8;
};

using MakeRig = std::unique_ptr<StoreRig> (*)();
std::unique_ptr<StoreRig> make_memory_rig();
std::unique_ptr<StoreRig> make_faulty_rig();  // without faults
std::unique_ptr<StoreRig> make_postgres_rig();

struct StoreKind {
    const char* name;
    MakeRig make;
};

// The base of every conformance test: blocking forms of the port's calls, for node 0 unless told.
class StoreConformance : public ::testing::TestWithParam<StoreKind> {
protected:
    StoreConformance() : rig_(GetParam().make()) {}

    Store& store(std::size_t node = 0) { return rig_->node(node); }
    Queries& queries() { return rig_->queries(); }

    CommitOutcome commit(CommitBatch batch, std::size_t node = 0);
    CommitClass commit_class(CommitBatch batch, std::size_t node = 0) {
        return commit(std::move(batch), node).outcome;
    }
    std::vector<StoredInstance> load(std::vector<InstanceId> ids);
    std::vector<DueInstance> due(
        std::vector<ShardId> shards,
        Timestamp horizon,
        std::optional<DueInstance> after,
        std::size_t limit
    );
    std::vector<EventLookup> look_up(std::vector<std::pair<EventIdentity, EventAddress>> events);
    std::vector<StoredEvent> kept(std::vector<EventAddress> addresses, Timestamp now);
    std::vector<std::optional<StartKeyRow>> start_keys(std::vector<StartKey> keys);
    std::vector<Message> messages(std::vector<ShardId> shards, std::size_t limit = 100);
    Result<ClusterView> heartbeat(
        const std::string& name, const std::string& incarnation, std::size_t node = 0
    );
    std::vector<Fence> acquire(
        const std::string& name,
        const std::string& incarnation,
        std::vector<ShardRow> seen,
        std::size_t node = 0
    );
    // Joins as node "a" and takes every shard; the fences by shard number.
    std::vector<Fence> own_everything();

    template <typename T>
    Result<T> wait_for(const std::function<void(Store::Done<T>)>& call) {
        std::optional<Result<T>> answer;
        call([&](Result<T> result) { answer.emplace(std::move(result)); });
        while (!answer) rig_->run_one();
        return std::move(*answer);
    }

    std::unique_ptr<StoreRig> rig_;
};

// Runs the suite of a test class against all kinds of stores.
#define SAGAFLOW_FOR_EVERY_STORE(SUITE)                               \
    INSTANTIATE_TEST_SUITE_P(                                         \
        Stores,                                                       \
        SUITE,                                                        \
        ::testing::Values(                                            \
            StoreKind{"Memory", make_memory_rig},                     \
            StoreKind{"Faulty", make_faulty_rig},                     \
            StoreKind{"Postgres", make_postgres_rig}                  \
        ),                                                            \
        [](const auto& kind) { return std::string(kind.param.name); } \
    )

}  // namespace sagaflow::store
