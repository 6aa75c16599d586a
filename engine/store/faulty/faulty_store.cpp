#include "engine/store/faulty/faulty_store.hpp"

#include <algorithm>

#include "engine/core/ensure.hpp"

namespace sagaflow::store {
namespace {

constexpr const char* kInjected = "Expected an answer from the store, but a fault was injected";

CommitOutcome outcome_of(StoreFault fault) {
    switch (fault) {
        case StoreFault::kNotCommitted:
            return {CommitClass::kNotCommitted, {}, kInjected};
        case StoreFault::kUnknownNotApplied:
        case StoreFault::kUnknownApplied:
            return {CommitClass::kUnknown, {}, kInjected};
        case StoreFault::kConflict:
            return {CommitClass::kConflict, {}, kInjected};
        case StoreFault::kOwnershipLost:
            return {CommitClass::kOwnershipLost, {}, kInjected};
        case StoreFault::kNone:
        case StoreFault::kUnavailable:
            break;
    }
    return {CommitClass::kUnavailable, {}, kInjected};
}

}  // namespace

FaultyStore::FaultyStore(
    Store& target, std::function<void(std::function<void()>)> post, Decide decide
)
    : target_(target), post_(std::move(post)), decide_(std::move(decide)) {
    ENSURE(post_ != nullptr, "a store needs its executor");
    ENSURE(decide_ != nullptr, "somebody must decide about faults");
}

void FaultyStore::fail_next(StoreCall call, StoreFault fault) { script_.emplace_back(call, fault); }

StoreFault FaultyStore::next_fault(StoreCall call) {
    const auto entry = std::find_if(script_.begin(), script_.end(), [&](const auto& planned) {
        return planned.first == call;
    });
    if (entry == script_.end()) return decide_(call);
    const StoreFault fault = entry->second;
    script_.erase(entry);
    return fault;
}

void FaultyStore::commit(CommitBatch batch, std::function<void(CommitOutcome)> done) {
    const StoreFault fault = next_fault(StoreCall::kCommit);
    if (fault == StoreFault::kNone) {
        target_.commit(std::move(batch), std::move(done));
    } else if (fault == StoreFault::kUnknownApplied) {
        // The batch may have been refused: then nothing is lost but the reason, as in real life.
        target_.commit(std::move(batch), [fault, done = std::move(done)](const CommitOutcome&) {
            done(outcome_of(fault));
        });
    } else {
        post_([fault, done = std::move(done)] { done(outcome_of(fault)); });
    }
}

template <typename T>
void FaultyStore::pass(StoreCall call, Done<T> done, const std::function<void(Done<T>)>& forward) {
    const StoreFault fault = next_fault(call);
    if (fault == StoreFault::kNone) {
        forward(std::move(done));
    } else if (fault == StoreFault::kUnknownApplied) {
        forward([done = std::move(done)](const Result<T>&) {
            done(Error{ErrorCode::kUnavailable, kInjected});
        });
    } else {
        post_([done = std::move(done)] { done(Error{ErrorCode::kUnavailable, kInjected}); });
    }
}

void FaultyStore::load(std::vector<InstanceId> ids, Done<std::vector<StoredInstance>> done) {
    pass<std::vector<StoredInstance>>(StoreCall::kLoad, std::move(done), [&](auto next) {
        target_.load(std::move(ids), std::move(next));
    });
}

void FaultyStore::due(
    std::vector<ShardId> shards,
    Timestamp horizon,
    std::optional<DueInstance> after,
    std::size_t limit,
    Done<std::vector<DueInstance>> done
) {
    pass<std::vector<DueInstance>>(StoreCall::kDue, std::move(done), [&](auto next) {
        target_.due(std::move(shards), horizon, after, limit, std::move(next));
    });
}

void FaultyStore::find_start_keys(
    std::vector<StartKey> keys, Done<std::vector<std::optional<StartKeyRow>>> done
) {
    pass<std::vector<std::optional<StartKeyRow>>>(
        StoreCall::kFindStartKeys,
        std::move(done),
        [&](auto next) { target_.find_start_keys(std::move(keys), std::move(next)); }
    );
}

void FaultyStore::look_up_events(
    std::vector<std::pair<EventIdentity, EventAddress>> events, Done<std::vector<EventLookup>> done
) {
    pass<std::vector<EventLookup>>(StoreCall::kLookUpEvents, std::move(done), [&](auto next) {
        target_.look_up_events(std::move(events), std::move(next));
    });
}

void FaultyStore::find_kept_events(
    std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<StoredEvent>> done
) {
    pass<std::vector<StoredEvent>>(StoreCall::kFindKeptEvents, std::move(done), [&](auto next) {
        target_.find_kept_events(std::move(addresses), now, std::move(next));
    });
}

void FaultyStore::find_awaited_kept(
    std::vector<ShardId> shards,
    Timestamp now,
    std::size_t limit,
    Done<std::vector<EventAddress>> done
) {
    pass<std::vector<EventAddress>>(StoreCall::kFindAwaitedKept, std::move(done), [&](auto next) {
        target_.find_awaited_kept(std::move(shards), now, limit, std::move(next));
    });
}

void FaultyStore::find_messages(
    std::vector<ShardId> shards, std::size_t limit, Done<std::vector<Message>> done
) {
    pass<std::vector<Message>>(StoreCall::kFindMessages, std::move(done), [&](auto next) {
        target_.find_messages(std::move(shards), limit, std::move(next));
    });
}

void FaultyStore::load_definitions(std::uint64_t known, Done<std::vector<DefinitionRow>> done) {
    pass<std::vector<DefinitionRow>>(StoreCall::kLoadDefinitions, std::move(done), [&](auto next) {
        target_.load_definitions(known, std::move(next));
    });
}

void FaultyStore::prune(Timestamp events_before, Done<Unit> done) {
    pass<Unit>(StoreCall::kPrune, std::move(done), [&](auto next) {
        target_.prune(events_before, std::move(next));
    });
}

void FaultyStore::heartbeat(NodeRow node, Duration lease, Done<ClusterView> done) {
    pass<ClusterView>(StoreCall::kHeartbeat, std::move(done), [&](auto next) {
        target_.heartbeat(std::move(node), lease, std::move(next));
    });
}

void FaultyStore::acquire(
    std::string node,
    std::string incarnation,
    std::vector<ShardRow> seen,
    Done<std::vector<Fence>> done
) {
    pass<std::vector<Fence>>(StoreCall::kAcquire, std::move(done), [&](auto next) {
        target_.acquire(std::move(node), std::move(incarnation), std::move(seen), std::move(next));
    });
}

void FaultyStore::release(std::vector<Fence> shards, Done<Unit> done) {
    pass<Unit>(StoreCall::kRelease, std::move(done), [&](auto next) {
        target_.release(std::move(shards), std::move(next));
    });
}

void FaultyStore::leave(std::string node, std::string incarnation, Done<Unit> done) {
    pass<Unit>(StoreCall::kLeave, std::move(done), [&](auto next) {
        target_.leave(std::move(node), std::move(incarnation), std::move(next));
    });
}

}  // namespace sagaflow::store
