// Events that came before anybody waited for them.
#include "engine/shard/event_desk.hpp"

namespace sagaflow {
namespace {

constexpr std::size_t kAddressesMax = 1'000;
constexpr Duration kRetryDelay{200};

}  // namespace

void EventDesk::look_for_kept(const EventAddress& address) {
    kept_wanted_.insert(address);
    ask_for_kept();
}

void EventDesk::ask_for_kept() {
    if (kept_under_way_ || kept_wanted_.empty()) return;
    std::vector<EventAddress> asked;
    while (!kept_wanted_.empty() && asked.size() < kAddressesMax) {
        asked.push_back(*kept_wanted_.begin());
        kept_wanted_.erase(kept_wanted_.begin());
    }
    kept_under_way_ = true;
    store_.find_kept_events(asked, core_.loop().now(), [this, asked](auto answer) {
        kept_under_way_ = false;
        if (!answer.ok()) {
            core_.set_database_available(false);
            kept_wanted_.insert(asked.begin(), asked.end());
            core_.delay(kRetryDelay, [this] { ask_for_kept(); });
            return;
        }
        kept_found(*answer);
        ask_for_kept();
    });
}

void EventDesk::kept_found(const std::vector<store::StoredEvent>& events) {
    for (const store::StoredEvent& stored : events) {
        const EventMessage event = stored.event;
        core_.admit([this, event] { take_kept(event); });
    }
}

// Subscribers on this node are resident as a rule: they have just subscribed. Those of other nodes
// look for themselves after their own commit.
void EventDesk::take_kept(const EventMessage& event) {
    const auto receivers = core_.residents().subscribers(event.address);
    if (receivers.empty()) find_absent_subscribers(event);
    else offer_kept(event, receivers);
}

// A subscriber may have left memory while the database was away.
void EventDesk::find_absent_subscribers(const EventMessage& event) {
    store_.look_up_events({{event.identity, event.address}}, [this, event](auto answer) {
        if (!answer.ok() || answer->empty()) return;
        for (const store::Subscription& subscription : answer->front().subscribers) {
            const InstanceId id = subscription.instance;
            if (!ownership_.owns(id.shard())) continue;
            core_.with_resident(id, [this, event, id](const Result<Resident*>& found) {
                if (found.ok()) offer_kept(event, {id});
            });
        }
    });
}

void EventDesk::offer_kept(const EventMessage& event, const std::vector<InstanceId>& receivers) {
    if (taking_.contains(event.identity)) return;
    for (const InstanceId id : receivers) {
        Resident* resident = core_.residents().find(id);
        if (resident == nullptr || !ownership_.owns(id.shard())) continue;
        if (!core_.run(*resident, kernel::EventArrived{event}, nullptr).event_taken) continue;
        taking_.insert(event.identity);
        core_.batch().rows.consume.push_back(event.identity);
        core_.after_commits([this, event](const store::CommitOutcome& outcome) {
            taking_.erase(event.identity);
            if (outcome.outcome == store::CommitClass::kCommitted) {
                ++counters_.matched;
            } else {
                look_for_kept(event.address);  // undone with the batch, or taken by another node
            }
        });
        return;
    }
}

}  // namespace sagaflow
