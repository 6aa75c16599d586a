// What will be committed together: the changes, what to do once they are durable, and whom to tell.
//
// Two exist at a time: one under way, one being built. Engine thread only.
#pragma once

#include <functional>
#include <vector>

#include "engine/kernel/kernel.hpp"
#include "engine/shard/ownership.hpp"
#include "engine/shard/residents.hpp"
#include "engine/store/store.hpp"

namespace sagaflow {

// How the commit that somebody depends on ended.
using CommitDone = std::function<void(const store::CommitOutcome&)>;

struct Batch {
    std::vector<InstanceId> touched;
    std::vector<std::pair<InstanceId, kernel::Effect>> effects;
    std::vector<CommitDone> dones;
    std::vector<std::pair<InstanceId, HistoryEvent>> to_log;
    store::CommitBatch rows;      // what is no instance: subscriptions, keys, events, messages
    std::vector<ShardId> shards;  // fenced beside those of the touched instances

    bool empty() const { return touched.empty() && dones.empty() && rows.empty(); }
};

// Turns the batch into the store's transaction: history of every touched instance, rows of those
// that need it, fences of all shards. Marks the residents as written so far.
store::CommitBatch build_commit(
    Batch& batch, Residents& residents, const Ownership& ownership, Timestamp now
);

// The instance must be looked at not later than this; none: it waits for the outside.
std::optional<Timestamp> needed_wake(const InstanceState& state, Timestamp now);

store::InstanceRow row_of(const InstanceState& state, Timestamp now);

}  // namespace sagaflow
