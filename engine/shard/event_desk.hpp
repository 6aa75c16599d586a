// Events from outside: stored once, given to those who wait, kept for those who will. Engine
// thread.
//
// Any node may take any event. Two looks make that safe without a lock: an event that found nobody
// is committed first and then looked at again, and a receive is committed first and then looks for
// kept events. Whichever commits second sees the other. Taking a kept event is guarded in the
// transaction that takes it, so that it is taken once.
#pragma once

#include <deque>
#include <memory>
#include <set>

#include "engine/shard/core.hpp"
#include "engine/shard/engine.hpp"

namespace sagaflow {

class EventDesk {
public:
    EventDesk(Core& core, store::Store& store, Ownership& ownership, const Catalog& catalog)
        : core_(core), store_(store), ownership_(ownership), catalog_(catalog) {}

    using Reply = Engine::Reply<Delivered>;
    void deliver(EventMessage event, Reply reply);
    // Whom a kept event is offered to. A receive that opens looks for itself, on its own node; an
    // event that was kept a moment ago looks for everybody, because a receive on another node may
    // have been committed between its two looks.
    enum class Receivers { kHere, kEverywhere };
    // A receive for the address is committed: is there an event that came too early?
    void look_for_kept(const EventAddress& address, Receivers receivers = Receivers::kHere);
    // The same for everybody who waits in these shards: a former owner may have died before it.
    void look_for_kept_in(const std::vector<ShardId>& shards);
    // An event for the address is kept again, because who had it did not want it.
    void offer_again(const EventAddress& address);
    // Asks the store for messages that other nodes left for this node's shards.
    void collect_messages();

    struct Counters {
        std::uint64_t accepted = 0;
        std::uint64_t duplicate = 0;
        std::uint64_t matched = 0;
    };
    const Counters& counters() const { return counters_; }

private:
    struct Waiting {
        EventMessage event;
        Reply reply;
        int tries = 0;       // of the commit
        bool apart = false;  // a commit with all of its receivers was refused
        int loads = 0;       // of receivers that went away
    };
    // An event that is stored in a batch.
    struct Uncommitted {
        std::int64_t matched = 0;
        bool committed = false;
        std::vector<Reply> followers;  // duplicates that came meanwhile
    };
    using Wanted = std::map<EventAddress, Receivers>;
    using Arrivals = std::shared_ptr<std::vector<Waiting>>;
    using Lookups = std::shared_ptr<std::vector<store::EventLookup>>;

    // event_desk.cpp: arriving events
    void look_up();
    void load_subscribers(const Arrivals& arrivals, const Lookups& lookups);
    void take_all(std::vector<Waiting>& arrivals, const std::vector<store::EventLookup>& lookups);
    bool misses_a_receiver(const store::EventLookup& lookup);
    void take(Waiting& waiting, const store::EventLookup& lookup);
    void answer_duplicate(Waiting& waiting, std::int64_t matched);
    std::int64_t offer(const EventMessage& event, const std::vector<InstanceId>& receivers);
    std::int64_t send_to_each(const EventMessage& event, const std::vector<InstanceId>& receivers);
    // The owner of the receiver's shard, this node or another one, takes it from there.
    void send_message(const EventMessage& event, InstanceId receiver);
    void settle(const EventIdentity& identity, bool committed);
    void decided(Waiting waiting, std::int64_t matched, const store::CommitOutcome& outcome);
    // kept_events.cpp
    void ask_for_kept();
    void kept_found(const std::vector<store::StoredEvent>& events, const Wanted& asked);
    void find_receivers(const EventMessage& event, Receivers receivers);
    void offer_kept(const EventMessage& event, std::vector<InstanceId> receivers, Receivers which);
    void offer_kept_to(
        const EventMessage& event, std::vector<InstanceId> left, Receivers which, Resident& resident
    );
    void consume(const EventMessage& event);
    // event_messages.cpp
    void send_payload(const Json& payload, InstanceId receiver);
    void take_message(const store::Message& message);
    void take_hint(const store::Message& message, const Json& address);
    void message_settled(const std::string& id, bool committed);

    Core& core_;
    store::Store& store_;
    Ownership& ownership_;
    const Catalog& catalog_;
    std::deque<Waiting> queue_;
    std::vector<Waiting> again_;  // to be looked up before the queue
    bool lookup_under_way_ = false;
    std::map<EventIdentity, Uncommitted> uncommitted_;  // until a reading shows them
    std::vector<EventIdentity> settled_;                // committed: the next reading shows them
    std::uint64_t order_ = 0;
    Wanted kept_wanted_;
    bool kept_under_way_ = false;
    std::set<EventIdentity> taking_;    // kept events that a reading may still show as such
    std::vector<EventIdentity> taken_;  // of those, committed: the next reading knows
    bool collecting_ = false;
    bool more_messages_ = false;             // the last page was full
    std::set<std::string> messages_taking_;  // likewise
    std::vector<std::string> messages_taken_;
    Counters counters_;
};

}  // namespace sagaflow
