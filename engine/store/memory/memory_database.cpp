#include "engine/store/memory/memory_database.hpp"

#include <algorithm>

#include "engine/core/ensure.hpp"

namespace sagaflow::store {

MemoryDatabase::MemoryDatabase(const Clock& clock, std::size_t shard_count)
    : clock_(clock), shard_count_(shard_count) {
    ENSURE(shard_count > 0, "a database has at least one shard");
    ENSURE(shard_count <= limits::kShardCountMax, "the id has 12 bits for the shard");
    for (std::size_t i = 0; i < shard_count; ++i) {
        shards_.push_back({ShardId{static_cast<std::uint16_t>(i)}, Epoch{0}, {}, {}});
    }
}

std::vector<HistoryRow> MemoryDatabase::history_after(
    InstanceId id, std::uint64_t after, std::size_t limit
) const {
    std::vector<HistoryRow> rows;
    for (auto at = history_.lower_bound({id, 0}); at != history_.end() && at->first.first == id;
         ++at) {
        if (rows.size() == limit) break;
        if (at->second.last_seq > after) rows.push_back(at->second);
    }
    return rows;
}

std::vector<StoredInstance> MemoryDatabase::load(const std::vector<InstanceId>& ids) const {
    const std::lock_guard lock(mutex_);
    std::vector<StoredInstance> found;
    for (const InstanceId& id : ids) {
        const auto row = instances_.find(id);
        if (row == instances_.end()) continue;
        found.push_back({row->second, history_after(id, row->second.image_seq, SIZE_MAX)});
    }
    return found;
}

std::vector<DueInstance> MemoryDatabase::due(
    const std::vector<ShardId>& shards,
    Timestamp horizon,
    const std::optional<DueInstance>& after,
    std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    std::vector<DueInstance> rows;
    for (const ShardId shard : shards) {
        const auto wakes = wakes_.find(shard);
        if (wakes == wakes_.end()) continue;
        auto at =
            after ? wakes->second.upper_bound({after->wake_at, after->id}) : wakes->second.begin();
        std::size_t taken = 0;
        for (; at != wakes->second.end() && at->first <= horizon && taken < limit; ++at, ++taken) {
            rows.push_back({at->second, at->first});
        }
    }
    std::sort(rows.begin(), rows.end(), [](const DueInstance& a, const DueInstance& b) {
        return std::tie(a.wake_at, a.id) < std::tie(b.wake_at, b.id);
    });
    if (rows.size() > limit) rows.resize(limit);
    return rows;
}

std::vector<std::optional<StartKeyRow>> MemoryDatabase::find_start_keys(
    const std::vector<StartKey>& keys
) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::optional<StartKeyRow>> rows;
    for (const StartKey& key : keys) {
        const auto found = start_keys_.find(key);
        rows.push_back(
            found == start_keys_.end() ? std::nullopt : std::optional<StartKeyRow>(found->second)
        );
    }
    return rows;
}

std::vector<EventLookup> MemoryDatabase::look_up_events(
    const std::vector<std::pair<EventIdentity, EventAddress>>& events
) const {
    const std::lock_guard lock(mutex_);
    std::vector<EventLookup> answers;
    for (const auto& [identity, address] : events) {
        EventLookup& answer = answers.emplace_back();
        const auto stored = events_.find(identity);
        if (stored != events_.end()) answer.duplicate = stored->second;
        const auto open = subscriptions_.find(address);
        if (open == subscriptions_.end()) continue;
        answer.subscribers.assign(open->second.begin(), open->second.end());
    }
    return answers;
}

std::vector<StoredEvent> MemoryDatabase::find_kept_events(
    const std::vector<EventAddress>& addresses, Timestamp now
) const {
    const std::lock_guard lock(mutex_);
    const std::set<EventAddress> wanted(addresses.begin(), addresses.end());
    std::vector<StoredEvent> found;
    for (const auto& [identity, event] : events_) {
        if (event.state != EventState::kKept || event.expires_at <= now) continue;
        if (wanted.contains(event.event.address)) found.push_back(event);
    }
    std::sort(found.begin(), found.end(), [](const StoredEvent& a, const StoredEvent& b) {
        return std::tie(a.event.address, a.order, a.event.identity) <
               std::tie(b.event.address, b.order, b.event.identity);
    });
    return found;
}

std::vector<EventAddress> MemoryDatabase::find_awaited_kept(
    const std::vector<ShardId>& shards, Timestamp now, std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    const std::set<ShardId> wanted(shards.begin(), shards.end());
    std::set<EventAddress> found;
    for (const auto& [identity, event] : events_) {
        if (event.state != EventState::kKept || event.expires_at <= now) continue;
        const auto waiting = subscriptions_.find(event.event.address);
        if (waiting == subscriptions_.end()) continue;
        for (const Subscription& subscription : waiting->second) {
            if (!wanted.contains(subscription.instance.shard())) continue;
            if (found.size() < limit) found.insert(event.event.address);
        }
    }
    return {found.begin(), found.end()};
}

std::vector<Message> MemoryDatabase::find_messages(
    const std::vector<ShardId>& shards, std::size_t limit
) const {
    const std::lock_guard lock(mutex_);
    const std::set<ShardId> wanted(shards.begin(), shards.end());
    std::vector<Message> found;
    for (const Message& message : messages_) {
        if (found.size() == limit) break;
        if (wanted.contains(message.destination)) found.push_back(message);
    }
    return found;
}

void MemoryDatabase::prune(Timestamp events_before) {
    const std::lock_guard lock(mutex_);
    std::erase_if(events_, [&](const auto& entry) {
        const StoredEvent& event = entry.second;
        const bool over = event.state == EventState::kConsumed || event.expires_at < events_before;
        return over && event.event.received_at < events_before;
    });
    std::erase_if(start_keys_, [&](const auto& entry) {
        return entry.first.scope == "request" && entry.second.created_at < events_before;
    });
    std::erase_if(nodes_, [&](const auto& entry) {
        const NodeRow& node = entry.second;
        const bool owns = std::any_of(shards_.begin(), shards_.end(), [&](const ShardRow& shard) {
            return shard.owner == node.name;
        });
        return !owns && node.expires_at <= clock_.now() && node.expires_at < events_before;
    });
}

}  // namespace sagaflow::store
