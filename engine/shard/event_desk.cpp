#include "engine/shard/event_desk.hpp"

#include <algorithm>

namespace sagaflow {
namespace {

constexpr std::size_t kEventLookUpMax = 1'000;
constexpr int kEventTriesMax = 5;

Error away() {
    return {
        ErrorCode::kUnavailable, "Expected the database to be there, but it is away; try again"};
}

}  // namespace

void EventDesk::deliver(EventMessage event, Reply reply) {
    event.received_at = core_.loop().now();
    queue_.push_back({std::move(event), std::move(reply)});
    look_up();
}

void EventDesk::look_up() {
    if (lookup_under_way_ || (queue_.empty() && again_.empty())) return;
    auto arrivals = std::make_shared<std::vector<Waiting>>();
    std::vector<std::pair<EventIdentity, EventAddress>> asked;
    // What is tried again came first.
    queue_.insert(
        queue_.begin(),
        std::make_move_iterator(again_.begin()),
        std::make_move_iterator(again_.end())
    );
    again_.clear();
    while (!queue_.empty() && arrivals->size() < kEventLookUpMax) {
        asked.emplace_back(queue_.front().event.identity, queue_.front().event.address);
        arrivals->push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    for (const EventIdentity& identity : settled_) uncommitted_.erase(identity);
    settled_.clear();
    lookup_under_way_ = true;
    store_.look_up_events(std::move(asked), [this, arrivals](auto answer) {
        if (!answer.ok()) {
            lookup_under_way_ = false;
            core_.set_database_available(false);
            for (Waiting& waiting : *arrivals) waiting.reply(away());
            look_up();
            return;
        }
        auto lookups = std::make_shared<std::vector<store::EventLookup>>(std::move(*answer));
        load_subscribers(arrivals, lookups);
    });
}

// Everybody who may take one of these events must be in memory before the first is offered, so that
// events of one key are offered in arrival order.
void EventDesk::load_subscribers(const Arrivals& arrivals, const Lookups& lookups) {
    std::set<InstanceId> missing;
    for (const store::EventLookup& lookup : *lookups) {
        for (const store::Subscription& subscription : lookup.subscribers) {
            const InstanceId id = subscription.instance;
            if (!ownership_.owns(id.shard())) continue;
            Resident* resident = core_.residents().find(id);
            // Touched, it does not leave memory while the others are read.
            if (resident != nullptr)
                core_.keep(*resident);
            else
                missing.insert(id);
        }
    }
    auto left = std::make_shared<std::size_t>(missing.size() + 1);
    const auto arrived = [this, arrivals, lookups, left] {
        if (--*left > 0) return;
        take_all(*arrivals, *lookups);
        lookup_under_way_ = false;
        look_up();
    };
    for (const InstanceId id : missing) {
        core_.with_resident(id, [arrived](const Result<Resident*>&) { arrived(); });
    }
    arrived();
}

// A receiver that was thrown away meanwhile (a commit failed) is read again, and nobody overtakes.
void EventDesk::take_all(
    std::vector<Waiting>& arrivals, const std::vector<store::EventLookup>& lookups
) {
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        if (misses_a_receiver(lookups[i]) && ++arrivals[i].loads < kEventTriesMax) {
            for (; i < arrivals.size(); ++i) again_.push_back(std::move(arrivals[i]));
            return;
        }
        take(arrivals[i], lookups[i]);
    }
}

bool EventDesk::misses_a_receiver(const store::EventLookup& lookup) {
    if (lookup.duplicate) return false;
    for (const store::Subscription& subscription : lookup.subscribers) {
        const InstanceId id = subscription.instance;
        if (ownership_.owns(id.shard()) && core_.residents().find(id) == nullptr) return true;
    }
    return false;
}

void EventDesk::take(Waiting& waiting, const store::EventLookup& lookup) {
    const EventMessage& event = waiting.event;
    if (const auto known = uncommitted_.find(event.identity); known != uncommitted_.end()) {
        if (known->second.committed) {
            answer_duplicate(waiting, known->second.matched);
        } else {
            ++counters_.duplicate;
            known->second.followers.push_back(std::move(waiting.reply));
        }
        return;
    }
    if (lookup.duplicate) {
        answer_duplicate(waiting, lookup.duplicate->matched);
        return;
    }
    std::vector<InstanceId> receivers = core_.residents().subscribers(event.address);
    for (const store::Subscription& subscription : lookup.subscribers) {
        receivers.push_back(subscription.instance);
    }
    std::sort(receivers.begin(), receivers.end());
    receivers.erase(std::unique(receivers.begin(), receivers.end()), receivers.end());

    const std::int64_t matched =
        waiting.apart ? send_to_each(event, receivers) : offer(event, receivers);
    store::StoredEvent stored;
    stored.event = event;
    stored.state = matched > 0 ? store::EventState::kConsumed : store::EventState::kKept;
    stored.matched = matched;
    stored.expires_at = event.received_at + catalog_.keep_of(event.address.type);
    // Arrival order: milliseconds first, so that a restart goes on behind what was there.
    order_ = std::max(order_ + 1, static_cast<std::uint64_t>(event.received_at.ms) << 20);
    stored.order = order_;
    uncommitted_[event.identity].matched = matched;
    core_.batch().rows.events.push_back(std::move(stored));
    auto shared = std::make_shared<Waiting>(std::move(waiting));
    core_.after_commits([this, shared, matched](const store::CommitOutcome& outcome) {
        decided(std::move(*shared), matched, outcome);
    });
}

void EventDesk::answer_duplicate(Waiting& waiting, std::int64_t matched) {
    ++counters_.duplicate;
    auto reply = std::make_shared<Reply>(std::move(waiting.reply));
    // The second time our own try meets itself it is no duplicate.
    const bool duplicate = waiting.tries == 0;
    // Its first try was committed without anybody knowing: the second look is still due.
    if (!duplicate && matched == 0) look_for_kept(waiting.event.address, Receivers::kEverywhere);
    core_.after_commits([reply, matched, duplicate](const store::CommitOutcome& outcome) {
        if (outcome.outcome == store::CommitClass::kCommitted) {
            (*reply)(Delivered{duplicate, matched});
        } else {
            (*reply)(away());
        }
    });
}

// The database refused the commit in which all took it: each takes it by itself, so that the one
// that is refused stops nobody else.
std::int64_t EventDesk::send_to_each(
    const EventMessage& event, const std::vector<InstanceId>& receivers
) {
    for (const InstanceId id : receivers) send_message(event, id);
    return static_cast<std::int64_t>(receivers.size());
}

std::int64_t EventDesk::offer(const EventMessage& event, const std::vector<InstanceId>& receivers) {
    std::int64_t matched = 0;
    for (const InstanceId id : receivers) {
        if (!ownership_.owns(id.shard())) {
            send_message(event, id);
            ++matched;
            continue;
        }
        Resident* resident = core_.residents().find(id);
        if (resident == nullptr) continue;  // its row could not be read
        if (core_.run(*resident, kernel::EventArrived{event}, nullptr).event_taken) ++matched;
    }
    return matched;
}

// Whoever sent the same event meanwhile depends on that very commit: another one proves nothing.
void EventDesk::settle(const EventIdentity& identity, bool committed) {
    Uncommitted& entry = uncommitted_.at(identity);
    const std::vector<Reply> followers = std::exchange(entry.followers, {});
    const std::int64_t matched = entry.matched;
    entry.committed = committed;
    if (!committed) uncommitted_.erase(identity);
    for (const Reply& reply : followers) {
        if (committed)
            reply(Delivered{true, matched});
        else
            reply(away());
    }
}

void EventDesk::decided(
    Waiting waiting, std::int64_t matched, const store::CommitOutcome& outcome
) {
    const EventIdentity identity = waiting.event.identity;
    settle(identity, outcome.outcome == store::CommitClass::kCommitted);
    switch (outcome.outcome) {
        case store::CommitClass::kCommitted:
            settled_.push_back(identity);
            ++counters_.accepted;
            counters_.matched += static_cast<std::uint64_t>(matched);
            if (matched == 0) look_for_kept(waiting.event.address, Receivers::kEverywhere);
            if (waiting.apart) collect_messages();
            waiting.reply(Delivered{false, matched});
            return;
        case store::CommitClass::kNotCommitted:
        case store::CommitClass::kConflict:
        case store::CommitClass::kOwnershipLost:
        case store::CommitClass::kUnknown:
            if (++waiting.tries >= kEventTriesMax) break;
            again_.push_back(std::move(waiting));
            look_up();
            return;
        case store::CommitClass::kBug:
            if (std::exchange(waiting.apart, true)) break;
            again_.push_back(std::move(waiting));
            look_up();
            return;
        default:
            break;
    }
    waiting.reply(away());
}

}  // namespace sagaflow
