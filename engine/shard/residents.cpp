#include "engine/shard/residents.hpp"

namespace sagaflow {

Resident* Residents::find(InstanceId id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second.get();
}

Resident& Residents::add(std::unique_ptr<Resident> resident, Timestamp now) {
    const InstanceId id = resident->state.id;
    ENSURE(!by_id_.contains(id), "an instance is resident once");
    resident->place = busy_.insert(busy_.end(), id);
    Resident& added = *by_id_.emplace(id, std::move(resident)).first->second;
    for (const ActiveState& active : added.state.active) {
        if (active.phase != Phase::kReceiving) continue;
        for (const EventAddress& address : active.waits) subscribe(address, id, active.token);
    }
    touch(added, now);
    return added;
}

void Residents::remove(InstanceId id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    forget_subscriptions(*found->second);
    const Resident& resident = *found->second;
    bytes_ -= resident.bytes;
    if (resident.settled) settled_bytes_ -= resident.bytes;
    (resident.settled ? settled_ : busy_).erase(resident.place);
    by_id_.erase(found);
}

void Residents::touch(Resident& resident, Timestamp now) {
    resident.touched_at = now;
    busy_.splice(busy_.end(), resident.settled ? settled_ : busy_, resident.place);
    if (resident.settled) settled_bytes_ -= resident.bytes;
    resident.settled = false;
    const std::size_t bytes = approximate_size(resident.state);
    bytes_ = bytes_ - resident.bytes + bytes;
    resident.bytes = bytes;
}

void Residents::settle(Resident& resident) {
    if (resident.settled) return;
    settled_.splice(settled_.end(), busy_, resident.place);
    settled_bytes_ += resident.bytes;
    resident.settled = true;
}

std::vector<InstanceId> Residents::of(const std::vector<ShardId>& shards) const {
    const std::set<ShardId> wanted(shards.begin(), shards.end());
    std::vector<InstanceId> ids;
    for (const std::list<InstanceId>* list : {&settled_, &busy_}) {
        for (const InstanceId id : *list) {
            if (wanted.contains(id.shard())) ids.push_back(id);
        }
    }
    return ids;
}

void Residents::subscribe(const EventAddress& address, InstanceId id, std::uint64_t token) {
    subscriptions_[address].emplace(id, token);
}

void Residents::unsubscribe(const EventAddress& address, InstanceId id, std::uint64_t token) {
    const auto found = subscriptions_.find(address);
    if (found == subscriptions_.end()) return;
    found->second.erase({id, token});
    if (found->second.empty()) subscriptions_.erase(found);
}

std::vector<InstanceId> Residents::subscribers(const EventAddress& address) const {
    std::vector<InstanceId> ids;
    const auto found = subscriptions_.find(address);
    if (found == subscriptions_.end()) return ids;
    for (const auto& [id, token] : found->second) {
        if (ids.empty() || ids.back() != id) ids.push_back(id);
    }
    return ids;
}

void Residents::forget_subscriptions(const Resident& resident) {
    for (const ActiveState& active : resident.state.active) {
        if (active.phase != Phase::kReceiving) continue;
        for (const EventAddress& address : active.waits) {
            unsubscribe(address, resident.state.id, active.token);
        }
    }
}

}  // namespace sagaflow
