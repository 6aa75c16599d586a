// Events that came before anybody waited for them.
#include <algorithm>

#include "engine/shard/event_desk.hpp"

#include "engine/core/planted_bug.hpp"

namespace sagaflow {
namespace {

constexpr std::size_t kAddressesMax = 1'000;
constexpr Duration kKeptRetry{200};

}  // namespace

void EventDesk::look_for_kept(const EventAddress& address, Receivers receivers) {
    Receivers& wanted = kept_wanted_.emplace(address, receivers).first->second;
    wanted = std::max(wanted, receivers);
    ask_for_kept();
}

void EventDesk::look_for_kept_in(const std::vector<ShardId>& shards) {
    store_
        .find_awaited_kept(shards, core_.loop().now(), kAddressesMax, [this, shards](auto answer) {
            if (!answer.ok()) {
                core_.delay(kKeptRetry, [this, shards] { look_for_kept_in(shards); });
                return;
            }
            for (const EventAddress& address : *answer) look_for_kept(address);
        });
}

void EventDesk::ask_for_kept() {
    if (kept_under_way_ || kept_wanted_.empty()) return;
    Wanted asked;
    std::vector<EventAddress> addresses;
    while (!kept_wanted_.empty() && asked.size() < kAddressesMax) {
        addresses.push_back(kept_wanted_.begin()->first);
        asked.insert(kept_wanted_.extract(kept_wanted_.begin()));
    }
    for (const EventIdentity& identity : taken_) taking_.erase(identity);
    taken_.clear();
    kept_under_way_ = true;
    store_.find_kept_events(addresses, core_.loop().now(), [this, asked](auto answer) {
        kept_under_way_ = false;
        if (!answer.ok()) {
            core_.set_database_available(false);
            core_.delay(kKeptRetry, [this, asked] {
                for (const auto& [address, which] : asked) look_for_kept(address, which);
            });
            return;
        }
        kept_found(*answer, asked);
        ask_for_kept();
    });
}

void EventDesk::kept_found(const std::vector<store::StoredEvent>& events, const Wanted& asked) {
    for (const store::StoredEvent& stored : events) {
        const EventMessage event = stored.event;
        const Receivers which = asked.at(event.address);
        core_.admit([this, event, which] { find_receivers(event, which); });
    }
}

// Whoever waits: in memory, or only in the database because it is idle or another node's.
void EventDesk::find_receivers(const EventMessage& event, Receivers which) {
    store_.look_up_events({{event.identity, event.address}}, [this, event, which](auto answer) {
        if (!answer.ok()) {
            core_.delay(kKeptRetry, [this, event, which] { look_for_kept(event.address, which); });
            return;
        }
        std::vector<InstanceId> receivers = core_.residents().subscribers(event.address);
        for (const store::Subscription& subscription : answer->front().subscribers) {
            receivers.push_back(subscription.instance);
        }
        std::sort(receivers.begin(), receivers.end());
        receivers.erase(std::unique(receivers.begin(), receivers.end()), receivers.end());
        core_.admit([this, event, receivers, which] { offer_kept(event, receivers, which); });
    });
}

// To one after the other, until one takes it.
void EventDesk::offer_kept(
    const EventMessage& event, std::vector<InstanceId> receivers, Receivers which
) {
    if (taking_.contains(event.identity)) return;
    while (!receivers.empty()) {
        const InstanceId id = receivers.front();
        receivers.erase(receivers.begin());
        if (!ownership_.owns(id.shard())) {
            if (which == Receivers::kHere) continue;
            send_message(event, id);
            consume(event);
            return;
        }
        core_.with_resident(id, [this, event, receivers, which](Result<Resident*> found) {
            if (found.ok())
                offer_kept_to(event, receivers, which, **found);
            else
                offer_kept(event, receivers, which);
        });
        return;
    }
}

void EventDesk::offer_kept_to(
    const EventMessage& event, std::vector<InstanceId> left, Receivers which, Resident& resident
) {
    if (taking_.contains(event.identity)) return;
    if (core_.run(resident, kernel::EventArrived{event}, nullptr).event_taken)
        consume(event);
    else
        offer_kept(event, std::move(left), which);
}

void EventDesk::consume(const EventMessage& event) {
    taking_.insert(event.identity);
    if (!has_planted(PlantedBug::kEventTakenTwice)) {
        core_.batch().rows.consume.push_back(event.identity);
    }
    core_.after_commits([this, event](const store::CommitOutcome& outcome) {
        if (outcome.outcome == store::CommitClass::kCommitted) {
            taken_.push_back(event.identity);
            ++counters_.matched;
        } else {  // undone with the batch, or taken by another node
            taking_.erase(event.identity);
            look_for_kept(event.address, Receivers::kEverywhere);
        }
    });
}

}  // namespace sagaflow
