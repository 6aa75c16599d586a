#include "engine/shard/residents.hpp"

namespace sagaflow {

Resident* Residents::find(InstanceId id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second.get();
}

Resident& Residents::add(std::unique_ptr<Resident> resident, Timestamp now) {
    const InstanceId id = resident->state.id;
    ENSURE(!by_id_.contains(id), "an instance is resident once");
    resident->place = by_age_.insert(by_age_.end(), id);
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
    bytes_ -= found->second->bytes;
    by_age_.erase(found->second->place);
    by_id_.erase(found);
}

void Residents::touch(Resident& resident, Timestamp now) {
    resident.touched_at = now;
    by_age_.splice(by_age_.end(), by_age_, resident.place);
    const std::size_t bytes = approximate_size(resident.state);
    bytes_ = bytes_ - resident.bytes + bytes;
    resident.bytes = bytes;
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
