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
    EventDesk(Core& core, store::Store& store, Ownership& ownership)
        : core_(core), store_(store), ownership_(ownership) {}

    using Reply = Engine::Reply<Delivered>;
    void deliver(EventMessage event, Reply reply);
    // A receive for the address is committed: is there an event that came too early?
    void look_for_kept(const EventAddress& address);
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
        int tries = 0;
    };
    using Arrivals = std::shared_ptr<std::vector<Waiting>>;
    using Lookups = std::shared_ptr<std::vector<store::EventLookup>>;

    // event_desk.cpp: arriving events
    void look_up();
    void load_subscribers(const Arrivals& arrivals, const Lookups& lookups);
    void take(Waiting& waiting, const store::EventLookup& lookup);
    void answer_duplicate(Waiting& waiting, std::int64_t matched);
    std::int64_t offer(const EventMessage& event, const std::vector<InstanceId>& receivers);
    void send_to_other_node(const EventMessage& event, InstanceId receiver);
    void decided(Waiting waiting, std::int64_t matched, const store::CommitOutcome& outcome);
    // kept_events.cpp
    void ask_for_kept();
    void kept_found(const std::vector<store::StoredEvent>& events);
    void take_kept(const EventMessage& event);
    void find_absent_subscribers(const EventMessage& event);
    void offer_kept(const EventMessage& event, const std::vector<InstanceId>& receivers);
    // event_messages.cpp
    void take_message(const store::Message& message);

    Core& core_;
    store::Store& store_;
    Ownership& ownership_;
    std::deque<Waiting> queue_;
    bool lookup_under_way_ = false;
    std::map<EventIdentity, std::int64_t> uncommitted_;  // stored in a batch: matched so far
    std::vector<EventIdentity> settled_;                 // committed: the next reading shows them
    std::uint64_t order_ = 0;
    std::set<EventAddress> kept_wanted_;
    bool kept_under_way_ = false;
    std::set<EventIdentity> taking_;  // kept events in an uncommitted batch
    bool collecting_ = false;
    std::set<std::string> messages_taking_;
    Counters counters_;
};

}  // namespace sagaflow
