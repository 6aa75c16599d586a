// The lists that the API shows, over the memory store's tables.
#include <algorithm>

#include "engine/store/memory/memory_database.hpp"

namespace sagaflow::store {
InstanceListPage MemoryDatabase::list_instances(
    const InstanceFilter& filter, std::optional<InstanceId> before, std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    InstanceListPage page;
    auto at = before ? instances_.lower_bound(*before) : instances_.end();
    while (at != instances_.begin()) {
        --at;
        if (!matches(at->second, filter)) continue;
        if (page.rows.size() == limit) {
            page.next_before = page.rows.back().id;
            break;
        }
        page.rows.push_back(at->second);
        page.rows.back().image.clear();
    }
    return page;
}

std::vector<HistoryRow> MemoryDatabase::history(
    InstanceId id, std::uint64_t after, std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    return history_after(id, after, limit);
}

std::map<int, std::map<InstanceStatus, std::uint64_t>> MemoryDatabase::count_instances(
    const std::string& saga
) const {
    const std::lock_guard lock(mutex_);
    std::map<int, std::map<InstanceStatus, std::uint64_t>> counts;
    for (const auto& [id, row] : instances_) {
        if (row.saga == saga) ++counts[row.version][row.status];
    }
    return counts;
}

std::map<InstanceStatus, std::uint64_t> MemoryDatabase::count_live() const {
    const std::lock_guard lock(mutex_);
    std::map<InstanceStatus, std::uint64_t> counts;
    for (const auto& [id, row] : instances_) {
        if (!row.ended_at) ++counts[row.status];
    }
    return counts;
}

std::vector<EffectRow> MemoryDatabase::list_effects(
    const EffectFilter& filter, const std::optional<EffectPosition>& after, std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    std::vector<EffectRow> found;
    for (const auto& [id, left] : effects_) {
        if (filter.saga && left.saga != *filter.saga) continue;
        for (const LeftEffect& effect : left.effects) {
            const auto instance = instances_.find(id);
            EffectRow row{id, left.saga, effect};
            if (instance != instances_.end()) row.key = instance->second.key;
            if (filter.state && effect.state != *filter.state) continue;
            if (filter.since_before && effect.since >= *filter.since_before) continue;
            if (!after || position_of(row) > *after) found.push_back(row);
        }
    }
    std::sort(found.begin(), found.end(), [](const EffectRow& a, const EffectRow& b) {
        return position_of(a) < position_of(b);
    });
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::map<std::string, std::uint64_t> MemoryDatabase::count_effects() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [id, left] : effects_) {
        for (const LeftEffect& effect : left.effects) ++counts[effect.state];
    }
    return counts;
}

std::vector<StoredEvent> MemoryDatabase::list_events(
    std::optional<EventState> state,
    const std::optional<std::string>& type,
    const std::optional<EventPosition>& before,
    std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<EventPosition, const StoredEvent*>> found;
    for (const auto& [identity, event] : events_) {
        const EventPosition position{event.event.received_at, identity};
        if (state && event.state != *state) continue;
        if (type && event.event.address.type != *type) continue;
        if (!before || position < *before) found.emplace_back(position, &event);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first > b.first;
    });
    std::vector<StoredEvent> page;
    for (const auto& [position, event] : found) {
        if (page.size() == limit) break;
        page.push_back(*event);
    }
    return page;
}

}  // namespace sagaflow::store
