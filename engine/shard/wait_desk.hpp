// Answers that are held back until their instance has ended, or patience is over. Engine thread
// only. What is answered is committed; an instance that went to another node meanwhile is answered
// without its document.
#pragma once

#include <map>

#include "engine/shard/core.hpp"
#include "engine/shard/engine.hpp"

namespace sagaflow {

class WaitDesk {
public:
    using Reply = Engine::Reply<Started>;

    explicit WaitDesk(Core& core) : core_(core) {}

    // `started` tells which instance; its document is read when the answer is due.
    void hold_back(Started started, Duration patience, Reply reply);
    // After the commit in which it ended.
    void ended(const Resident& resident);
    // The node is about to leave: all are answered with their present state, and so are later ones.
    void close();
    // Answers those whose shards are not this node's any more.
    void let_go_of_others(const Ownership& ownership);

private:
    // Unique: the time at which patience is over, and a number.
    using Ticket = std::pair<Timestamp, std::uint64_t>;
    struct Held {
        Started started;
        Reply reply;
    };

    void forget(const Ticket& ticket, InstanceId id);
    void schedule();
    void look();
    void answer_as_it_is(Held held);

    Core& core_;
    std::map<Ticket, Held> held_;
    std::multimap<InstanceId, Ticket> by_instance_;
    std::uint64_t next_number_ = 0;
    std::optional<Timestamp> scheduled_;
    bool closed_ = false;
};

}  // namespace sagaflow
