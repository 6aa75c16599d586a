// The due times of this node's instances within the horizon, resident or not. Engine thread only.
//
// An entry is a hint: the instance decides whether something is due (a stale one is harmless), so
// nothing has to be taken out when a timer is moved.
#pragma once

#include <queue>
#include <vector>

#include "engine/core/ids.hpp"

namespace sagaflow {

class TimerQueue {
public:
    void add(Timestamp at, InstanceId id) { entries_.push({at, id}); }
    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    // Call only when not empty.
    Timestamp earliest() const { return entries_.top().at; }
    // Takes out what is due, earliest first, at most `limit`.
    std::vector<InstanceId> take_due(Timestamp now, std::size_t limit);

private:
    struct Entry {
        Timestamp at;
        InstanceId id;
        bool operator<(const Entry& other) const { return at > other.at; }  // a min-heap
    };
    std::priority_queue<Entry> entries_;
};

}  // namespace sagaflow
