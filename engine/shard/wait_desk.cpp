#include "engine/shard/wait_desk.hpp"

#include "engine/kernel/document.hpp"

namespace sagaflow {

void WaitDesk::hold_back(Started started, Duration patience, Reply reply) {
    if (closed_) return answer_as_it_is({std::move(started), std::move(reply)});
    const InstanceId id = started.id;
    const Ticket ticket{core_.loop().now() + patience, next_number_++};
    held_.emplace(ticket, Held{std::move(started), std::move(reply)});
    by_instance_.emplace(id, ticket);
    schedule();
    core_.with_resident(id, [this, ticket](Result<Resident*> found) {
        const auto held = held_.find(ticket);
        if (held == held_.end()) return;
        // It ended between two looks, or it is not here any more.
        if (found.ok() && !has_ended((*found)->state.status)) return;
        Held due = std::move(held->second);
        forget(ticket, due.started.id);
        answer_as_it_is(std::move(due));
    });
}

void WaitDesk::forget(const Ticket& ticket, InstanceId id) {
    held_.erase(ticket);
    const auto [first, last] = by_instance_.equal_range(id);
    for (auto it = first; it != last; ++it) {
        if (it->second != ticket) continue;
        by_instance_.erase(it);
        return;
    }
}

void WaitDesk::ended(const Resident& resident) {
    const auto [first, last] = by_instance_.equal_range(resident.state.id);
    if (first == last) return;
    std::vector<Held> due;
    for (auto it = first; it != last; ++it) {
        const auto held = held_.find(it->second);
        due.push_back(std::move(held->second));
        held_.erase(held);
    }
    by_instance_.erase(first, last);
    Json document = kernel::instance_document(resident.state);
    for (Held& held : due) {
        held.started.seq = resident.state.seq;
        if (&held == &due.back())
            held.started.document = std::move(document);
        else
            held.started.document = document;
        held.reply(std::move(held.started));
    }
}

void WaitDesk::close() {
    closed_ = true;
    by_instance_.clear();
    for (auto& [ticket, held] : std::exchange(held_, {})) answer_as_it_is(std::move(held));
}

void WaitDesk::let_go_of_others(const Ownership& ownership) {
    std::vector<Held> gone;
    std::erase_if(by_instance_, [&](const auto& waiting) {
        if (ownership.owns(waiting.first.shard())) return false;
        const auto held = held_.find(waiting.second);
        gone.push_back(std::move(held->second));
        held_.erase(held);
        return true;
    });
    for (Held& held : gone) held.reply(std::move(held.started));
}

// One reminder at a time: most that are held back are answered long before their patience is over.
void WaitDesk::schedule() {
    if (held_.empty()) return;
    const Timestamp next = held_.begin()->first.first;
    if (scheduled_ && *scheduled_ <= next) return;
    scheduled_ = next;
    core_.delay(next - core_.loop().now(), [this, next] {
        if (scheduled_ != next) return;  // an earlier one took its place
        scheduled_.reset();
        look();
    });
}

void WaitDesk::look() {
    const Timestamp now = core_.loop().now();
    while (!held_.empty() && held_.begin()->first.first <= now) {
        const Ticket ticket = held_.begin()->first;
        Held due = std::move(held_.begin()->second);
        forget(ticket, due.started.id);
        answer_as_it_is(std::move(due));
    }
    schedule();
}

void WaitDesk::answer_as_it_is(Held held) {
    const auto shared = std::make_shared<Held>(std::move(held));
    core_.with_resident(shared->started.id, [this, shared](Result<Resident*> found) {
        // The instance is there, but not with us: whoever asked reads it from the database.
        if (!found.ok()) return shared->reply(std::move(shared->started));
        const InstanceState& state = (*found)->state;
        const std::uint64_t seq = state.seq;
        const Json document = kernel::instance_document(state);
        core_.after_commits([shared, seq, document](const store::CommitOutcome& outcome) {
            if (outcome.outcome == store::CommitClass::kCommitted) {
                shared->started.seq = seq;
                shared->started.document = document;
            }
            shared->reply(std::move(shared->started));
        });
    });
}

}  // namespace sagaflow
