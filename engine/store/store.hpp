// The store port: what the engine needs of a durable store. One conformance suite
// (tests/store) holds every implementation to it: memory, faulty and PostgreSQL.
//
// Owned by the node; used from the engine thread only. Every call is asynchronous: `done` runs
// later on the engine thread, exactly once, also when the store is shut down (kUnavailable). At
// most one commit is in flight at a time for a Store object; reads may overlap it and see committed
// data only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/core/result.hpp"
#include "engine/model/event_message.hpp"
#include "engine/model/instance_status.hpp"
#include "engine/store/effects.hpp"

namespace sagaflow::store {

// --- rows --------------------------------------------------------------------------------------

// The owner of `shard` writes under `epoch`; a commit with an old epoch fails as a whole.
struct Fence {
    ShardId shard;
    Epoch epoch;
};

// One row for each instance; what lists show of it is as of event `seq`. `image` is the state after
// event `image_seq`, written only when the history behind it has grown long: newer events stand in
// the history, and most instances end without ever having had an image.
struct InstanceRow {
    InstanceId id;
    std::string saga;
    int version = 0;
    std::optional<std::string> key;
    InstanceStatus status = InstanceStatus::kRunning;
    std::string state;        // active state names, comma separated; for lists and filters
    std::string waiting_for;  // JSON array as in the API; for lists and filters
    std::string error_type;   // empty without an error
    std::string error_message;
    // Lower bound of the next thing to do by itself; none: it waits.
    std::optional<Timestamp> wake_at;
    Timestamp started_at;
    Timestamp updated_at;
    std::optional<Timestamp> ended_at;
    std::uint64_t seq = 0;
    // 0 and empty: no image. In an update: the one that is stored stays.
    std::uint64_t image_seq = 0;
    std::string image;  // JSON text
};

// The events of one instance that one commit appends: seq first … last, as a JSON array.
struct HistoryRow {
    InstanceId id;
    std::uint64_t first_seq = 0;
    std::uint64_t last_seq = 0;
    Timestamp at;
    std::string events;  // JSON array text
};
// A row is new when no row of the instance has its first_seq: two writers that decided from the
// same state collide there. An `image_seq` is the last_seq of some row, or 0.

struct Subscription {
    EventAddress address;
    InstanceId instance;
    std::uint64_t token = 0;  // seq of the event that opened it: unique within the instance
    auto operator<=>(const Subscription&) const = default;
};

enum class EventState { kKept, kConsumed };

struct StoredEvent {
    EventMessage event;
    EventState state = EventState::kKept;
    Timestamp expires_at;      // a kept event is offered until then
    std::int64_t matched = 0;  // instances that took it when it arrived
    std::uint64_t order = 0;   // arrival order within (type, key); given by the engine
};

// Uniqueness of starts: scope "saga:NAME" for business keys, "request" for Idempotency-Key.
struct StartKey {
    std::string scope;
    std::string key;
    auto operator<=>(const StartKey&) const = default;
};
struct StartKeyRow {
    StartKey key;
    InstanceId instance;
    std::uint64_t fingerprint = 0;  // of the request body; 0 where it does not matter
    Timestamp created_at;
};

// Work handed to the owner of another shard inside the sender's transaction.
struct Message {
    ShardId destination;
    InstanceId instance;
    std::string id;       // unique; made by the sender
    std::string payload;  // JSON text
};

// --- one transaction ---------------------------------------------------------------------------

// Everything in it commits together or not at all. The implementation checks, inside the
// transaction: every fence; that inserted instances, start keys, events, message ids and history
// sequence numbers are new; that each update finds its row; that each consumed event was still
// kept.
//
// Applied in the order of the members, except that keys are released before others are claimed: so
// one batch may open and close a subscription, keep and consume an event, or hand a key from an
// instance that ends to one that starts. An instance stands at most once in inserts and at most
// once in updates. Strings are UTF-8 without NUL (the edges refuse others); a store answers kBug to
// them.
struct CommitBatch {
    std::vector<Fence> fences;
    std::vector<InstanceRow> inserts;
    std::vector<InstanceRow> updates;
    std::vector<HistoryRow> history;
    std::vector<Subscription> subscribe;
    std::vector<Subscription> unsubscribe;  // absent ones are no error
    std::vector<StartKeyRow> claim_keys;
    std::vector<StartKey> release_keys;  // absent ones are no error
    std::vector<StoredEvent> events;     // new ones
    std::vector<EventIdentity> consume;  // kept -> consumed, matched 1; each must still be kept
    // An addressee did not take the event: one match less, and kept again once nobody took it.
    std::vector<EventIdentity> restore;
    std::vector<EffectsLeft> effects;  // each instance at most once
    std::vector<Message> send;
    std::vector<std::string> receive;  // ids of messages to delete; each must still be there

    bool empty() const;
    // Releases the key, also where this batch itself would have claimed it: an instance that starts
    // and ends in one commit leaves no key behind.
    void release_key(const StartKey& key);
};

// What the engine may conclude of a commit.
enum class CommitClass {
    kCommitted,
    kOwnershipLost,  // a fence did not hold: drop those shards
    kNotCommitted,   // certainly not (serialization, deadlock, timeout before COMMIT, disk full):
                     // try again
    kConflict,     // certainly not: something that had to be new or kept was not; reload and decide
                   // anew
    kUnknown,      // the connection died around COMMIT: take a new epoch, reload, go on
    kUnavailable,  // certainly not: no connection
    kBug,          // certainly not: refused by the database for a reason that is our fault
};
struct CommitOutcome {
    CommitClass outcome = CommitClass::kUnavailable;
    std::vector<ShardId> lost;  // with kOwnershipLost, where known; empty: all of the batch
    std::string message;
};

// --- reads -------------------------------------------------------------------------------------

// The image plus the events after it, oldest first.
struct StoredInstance {
    InstanceRow row;
    std::vector<HistoryRow> tail;
};

struct DueInstance {
    InstanceId id;
    Timestamp wake_at;
};

struct EventLookup {
    std::optional<StoredEvent> duplicate;   // by identity
    std::vector<Subscription> subscribers;  // by address
};

// --- definitions -------------------------------------------------------------------------------

struct DefinitionRow {
    std::string saga;
    int version = 0;
    std::string content_hash;
    std::string source;  // as deployed
    Timestamp created_at;
};

// --- cluster -----------------------------------------------------------------------------------

struct NodeRow {
    std::string name;
    std::string incarnation;  // new for every process start
    std::string address;      // base URL for forwarded requests
    Timestamp expires_at;     // by the database's clock
    bool expired = false;     // judged by the database's clock when read
    bool draining = false;
};
struct ShardRow {
    ShardId shard;
    Epoch epoch;
    std::string owner;  // node name; empty: free
    std::string owner_incarnation;
};
struct ClusterView {
    std::vector<NodeRow> nodes;
    std::vector<ShardRow> shards;
    std::uint64_t definitions = 0;  // count: grows with every deploy
};

// What a heartbeat answers when another live process has the node's name.
Error node_name_taken(const std::string& name);

class Store {
public:
    template <typename T>
    using Done = std::function<void(Result<T>)>;

    virtual ~Store() = default;

    virtual void commit(CommitBatch batch, std::function<void(CommitOutcome)> done) = 0;

    // In the order asked; missing instances are left out. The ids are distinct.
    virtual void load(std::vector<InstanceId> ids, Done<std::vector<StoredInstance>> done) = 0;
    // Instances of the shards with wake_at <= horizon, earliest first, at most `limit`, starting
    // after `after` (by wake_at, id).
    virtual void due(
        std::vector<ShardId> shards,
        Timestamp horizon,
        std::optional<DueInstance> after,
        std::size_t limit,
        Done<std::vector<DueInstance>> done
    ) = 0;
    // One answer for each key asked, in order; nullopt: free.
    virtual void find_start_keys(
        std::vector<StartKey> keys, Done<std::vector<std::optional<StartKeyRow>>> done
    ) = 0;
    // One answer for each event asked, in order.
    virtual void look_up_events(
        std::vector<std::pair<EventIdentity, EventAddress>> events,
        Done<std::vector<EventLookup>> done
    ) = 0;
    // Kept and unexpired events for the addresses, in arrival order within each address.
    virtual void find_kept_events(
        std::vector<EventAddress> addresses, Timestamp now, Done<std::vector<StoredEvent>> done
    ) = 0;
    // Addresses of kept and unexpired events that an instance of the shards waits for, at most
    // `limit`: what a former owner did not come to look at.
    virtual void find_awaited_kept(
        std::vector<ShardId> shards,
        Timestamp now,
        std::size_t limit,
        Done<std::vector<EventAddress>> done
    ) = 0;
    // Messages for the shards, oldest first, at most `limit`.
    virtual void find_messages(
        std::vector<ShardId> shards, std::size_t limit, Done<std::vector<Message>> done
    ) = 0;
    // Every definition with more than `known` of them deployed before it (deploy order).
    virtual void load_definitions(std::uint64_t known, Done<std::vector<DefinitionRow>> done) = 0;
    // Deletes what nobody needs any more: events that arrived before `events_before` and are
    // consumed or have expired by then; request keys (scope "request") made before it; nodes that
    // expired before it and own nothing. A bounded number in a call, oldest first; cheap when there
    // are none.
    virtual void prune(Timestamp events_before, Done<Unit> done) = 0;

    // Leases. `lease` is how long the node counts as alive from now, by the database's clock.
    // kConflict when another live process holds the node's name.
    virtual void heartbeat(NodeRow node, Duration lease, Done<ClusterView> done) = 0;
    // Takes each shard whose epoch is still the one seen and whose owner is nobody, this node's
    // name, or a node that has expired; each taken one gets epoch + 1. Answers those taken.
    virtual void acquire(
        std::string node,
        std::string incarnation,
        std::vector<ShardRow> seen,
        Done<std::vector<Fence>> done
    ) = 0;
    // Gives up shards that are still held under these epochs.
    virtual void release(std::vector<Fence> shards, Done<Unit> done) = 0;
    // Leaves the cluster: the node no longer counts as alive.
    virtual void leave(std::string node, std::string incarnation, Done<Unit> done) = 0;

    // Throws away connections so that pending calls end soon (kUnavailable or kUnknown).
    virtual void shut_down() = 0;
};

}  // namespace sagaflow::store
