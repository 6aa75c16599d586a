// The commit of the memory store: look at everything first, then apply, so that a refused batch has
// changed nothing.
#include <algorithm>

#include "engine/store/memory/memory_database.hpp"

#include "engine/core/planted_bug.hpp"

namespace sagaflow::store {
namespace {

template <typename T>
bool add_once(std::set<T>& seen, const T& value) {
    return seen.insert(value).second;
}

std::string text(const EventIdentity& identity) { return identity.source + " " + identity.id; }

}  // namespace

CommitOutcome MemoryDatabase::commit(const CommitBatch& batch) {
    const std::lock_guard lock(mutex_);
    std::vector<ShardId> lost = lost_fences(batch);
    if (!lost.empty()) {
        return {CommitClass::kOwnershipLost, std::move(lost), "a shard has a new owner"};
    }
    for (const auto check :
         {&MemoryDatabase::conflict_of_instances,
          &MemoryDatabase::conflict_of_history,
          &MemoryDatabase::conflict_of_keys,
          &MemoryDatabase::conflict_of_events,
          &MemoryDatabase::conflict_of_messages}) {
        std::string conflict = (this->*check)(batch);
        if (!conflict.empty()) return {CommitClass::kConflict, {}, std::move(conflict)};
    }
    apply(batch);
    return {CommitClass::kCommitted, {}, {}};
}

std::vector<ShardId> MemoryDatabase::lost_fences(const CommitBatch& batch) const {
    std::vector<ShardId> lost;
    for (const Fence& fence : batch.fences) {
        const bool held =
            fence.shard.value < shards_.size() && shards_[fence.shard.value].epoch == fence.epoch;
        if (!held && !has_planted(PlantedBug::kNoEpochCheck)) lost.push_back(fence.shard);
    }
    return lost;
}

std::string MemoryDatabase::conflict_of_instances(const CommitBatch& batch) const {
    std::set<InstanceId> inserted;
    for (const InstanceRow& row : batch.inserts) {
        if (instances_.contains(row.id) || !add_once(inserted, row.id)) {
            return "instance " + row.id.text() + " exists already";
        }
    }
    std::set<InstanceId> updated;
    for (const InstanceRow& row : batch.updates) {
        const bool exists = instances_.contains(row.id) || inserted.contains(row.id);
        if (!exists || !add_once(updated, row.id)) {
            return "instance " + row.id.text() + " has no row to update";
        }
    }
    return {};
}

std::string MemoryDatabase::conflict_of_history(const CommitBatch& batch) const {
    std::set<HistoryKey> added;
    for (const HistoryRow& row : batch.history) {
        const HistoryKey key{row.id, row.first_seq};
        if (history_.contains(key) || !add_once(added, key)) {
            return "event " + std::to_string(row.first_seq) + " of " + row.id.text() +
                   " is in the history already";
        }
    }
    return {};
}

std::string MemoryDatabase::conflict_of_keys(const CommitBatch& batch) const {
    const std::set<StartKey> released(batch.release_keys.begin(), batch.release_keys.end());
    std::set<StartKey> claimed;
    for (const StartKeyRow& row : batch.claim_keys) {
        const bool taken = start_keys_.contains(row.key) && !released.contains(row.key);
        if (taken || !add_once(claimed, row.key)) {
            return "start key " + row.key.scope + " " + row.key.key + " is taken";
        }
    }
    return {};
}

std::string MemoryDatabase::conflict_of_events(const CommitBatch& batch) const {
    std::map<EventIdentity, EventState> added;
    for (const StoredEvent& event : batch.events) {
        const EventIdentity& identity = event.event.identity;
        if (events_.contains(identity) || !added.emplace(identity, event.state).second) {
            return "event " + text(identity) + " is stored already";
        }
    }
    std::set<EventIdentity> consumed;
    for (const EventIdentity& identity : batch.consume) {
        const auto fresh = added.find(identity);
        const auto stored = events_.find(identity);
        const bool kept = fresh != added.end() ? fresh->second == EventState::kKept
                                               : stored != events_.end() &&
                                                     stored->second.state == EventState::kKept;
        if (!kept || !add_once(consumed, identity)) {
            return "event " + text(identity) + " is not kept any more";
        }
    }
    return {};
}

std::string MemoryDatabase::conflict_of_messages(const CommitBatch& batch) const {
    std::set<std::string> present;
    for (const Message& message : messages_) present.insert(message.id);
    for (const Message& message : batch.send) {
        if (!add_once(present, message.id)) return "message " + message.id + " was sent already";
    }
    for (const std::string& id : batch.receive) {
        if (present.erase(id) == 0) return "message " + id + " was received already";
    }
    return {};
}

void MemoryDatabase::put_instance(const InstanceRow& row) {
    std::set<WakeKey>& wakes = wakes_[row.id.shard()];
    InstanceRow& stored = instances_[row.id];
    if (stored.wake_at) wakes.erase({*stored.wake_at, row.id});
    stored = row;
    if (stored.wake_at) wakes.insert({*stored.wake_at, row.id});
}

// What is listed already keeps its age while its state stays.
void MemoryDatabase::put_effects(const EffectsLeft& left) {
    EffectsLeft fresh = left;
    const auto known = effects_.find(left.instance);
    for (LeftEffect& effect : fresh.effects) {
        if (known == effects_.end()) break;
        for (const LeftEffect& old : known->second.effects) {
            const bool same = old.step == effect.step && old.item == effect.item &&
                              old.visit == effect.visit && old.state == effect.state;
            if (same) effect.since = old.since;
        }
    }
    if (fresh.effects.empty())
        effects_.erase(left.instance);
    else
        effects_[left.instance] = std::move(fresh);
}

void MemoryDatabase::apply(const CommitBatch& batch) {
    for (const InstanceRow& row : batch.inserts) put_instance(row);
    for (InstanceRow row : batch.updates) {
        if (row.image_seq == 0) {
            const InstanceRow& stored = instances_.at(row.id);
            row.image_seq = stored.image_seq;
            row.image = stored.image;
        }
        put_instance(row);
    }
    for (const HistoryRow& row : batch.history) history_[{row.id, row.first_seq}] = row;
    for (const Subscription& open : batch.subscribe) subscriptions_[open.address].insert(open);
    for (const Subscription& close : batch.unsubscribe) {
        const auto found = subscriptions_.find(close.address);
        if (found == subscriptions_.end()) continue;
        found->second.erase(close);
        if (found->second.empty()) subscriptions_.erase(found);
    }
    for (const StartKey& key : batch.release_keys) start_keys_.erase(key);
    for (const StartKeyRow& row : batch.claim_keys) start_keys_[row.key] = row;
    for (const StoredEvent& event : batch.events) events_[event.event.identity] = event;
    for (const EventIdentity& id : batch.consume) {
        events_.at(id).state = EventState::kConsumed;
        events_.at(id).matched = 1;
    }
    for (const EventIdentity& id : batch.restore) {
        const auto found = events_.find(id);
        if (found == events_.end() || found->second.state == EventState::kKept) continue;
        if (found->second.matched > 0) --found->second.matched;
        if (found->second.matched == 0) found->second.state = EventState::kKept;
    }
    for (const EffectsLeft& left : batch.effects) put_effects(left);
    messages_.insert(messages_.end(), batch.send.begin(), batch.send.end());
    const std::set<std::string> received(batch.receive.begin(), batch.receive.end());
    std::erase_if(messages_, [&](const Message& m) { return received.contains(m.id); });
}

}  // namespace sagaflow::store
