#include "engine/shard/timer_queue.hpp"

namespace sagaflow {

std::vector<InstanceId> TimerQueue::take_due(Timestamp now, std::size_t limit) {
    std::vector<InstanceId> due;
    while (!entries_.empty() && entries_.top().at <= now && due.size() < limit) {
        due.push_back(entries_.top().id);
        entries_.pop();
    }
    return due;
}

}  // namespace sagaflow
