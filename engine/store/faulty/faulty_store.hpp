// A Store that fails on purpose: it passes calls on to another store, except where an injected
// decision says otherwise. For the conformance suite, engine tests and the simulator.
//
// Same thread as the store it wraps, which it must not outlive; `post` runs the answers that it
// gives itself, so that they come later like all others. Deterministic when the decision function
// is.
#pragma once

#include "engine/store/store.hpp"

namespace sagaflow::store {

enum class StoreCall {
    kCommit,
    kLoad,
    kDue,
    kFindStartKeys,
    kLookUpEvents,
    kFindKeptEvents,
    kFindAwaitedKept,
    kFindMessages,
    kLoadDefinitions,
    kPrune,
    kHeartbeat,
    kAcquire,
    kRelease,
    kLeave,
};
inline constexpr std::size_t kStoreCallCount = 14;

// What happens to a call. The commit outcomes are those of CommitClass; for every other call each
// fault ends kUnavailable, and only kUnknownApplied has carried it out.
enum class StoreFault {
    kNone,
    kNotCommitted,
    kUnknownNotApplied,  // the connection died before COMMIT reached the database
    kUnknownApplied,     // it died before the answer came back
    kUnavailable,
    kConflict,
    kOwnershipLost,  // reported for all shards of the batch
};

class FaultyStore final : public Store {
public:
    using Decide = std::function<StoreFault(StoreCall)>;

    FaultyStore(
        Store& target,
        std::function<void(std::function<void()>)> post,
        Decide decide = [](StoreCall) { return StoreFault::kNone; }
    );

    void decide_by(Decide decide) { decide_ = std::move(decide); }
    // The next call of this kind fails so, once; then the decision function decides again.
    void fail_next(StoreCall call, StoreFault fault);

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
    void shut_down() override { target_.shut_down(); }

private:
    StoreFault next_fault(StoreCall call);
    // Passes the call on, fails it, or passes it on and loses its answer.
    template <typename T>
    void pass(StoreCall call, Done<T> done, const std::function<void(Done<T>)>& forward);

    Store& target_;
    std::function<void(std::function<void()>)> post_;
    Decide decide_;
    std::vector<std::pair<StoreCall, StoreFault>> script_;
};

}  // namespace sagaflow::store
