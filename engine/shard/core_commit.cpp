// Natural group commit: whatever gathered while one commit was under way is the next.
#include <set>

#include "engine/shard/core.hpp"
#include "engine/shard/event_log.hpp"

namespace sagaflow {
namespace {

constexpr Duration kCommitRetryDelay{100};
constexpr Duration kFailureLogPause{2'000};

std::string_view name_of(store::CommitClass outcome) {
    switch (outcome) {
        case store::CommitClass::kCommitted:
            return "committed";
        case store::CommitClass::kOwnershipLost:
            return "ownership lost";
        case store::CommitClass::kNotCommitted:
            return "not committed";
        case store::CommitClass::kConflict:
            return "conflict";
        case store::CommitClass::kUnknown:
            return "unknown";
        case store::CommitClass::kUnavailable:
            return "unavailable";
        case store::CommitClass::kBug:
            return "refused";
    }
    ENSURE(false, "commit class");
}

}  // namespace

// Posted, so that everything which is ready in this turn of the loop shares the commit.
void Core::schedule_flush() {
    if (flush_posted_ || under_way_ || halted_) return;
    flush_posted_ = true;
    loop_.post([this] {
        flush_posted_ = false;
        flush();
    });
}

void Core::flush() {
    if (under_way_ || halted_ || batch_.empty()) return;
    committing_ = std::move(batch_);
    batch_ = {};
    under_way_ = true;
    store::CommitBatch commit = build_commit(committing_, residents_, ownership_, loop_.now());
    if (commit.empty()) {  // only waiters, and all that they wait for is durable
        committed({store::CommitClass::kCommitted, {}, {}});
        return;
    }
    for (const store::HistoryRow& row : commit.history) {
        counters_.transitions += row.last_seq - row.first_seq + 1;
    }
    ++counters_.commits;
    store_.commit(std::move(commit), [this](const store::CommitOutcome& outcome) {
        committed(outcome);
    });
}

void Core::committed(const store::CommitOutcome& outcome) {
    under_way_ = false;
    if (outcome.outcome == store::CommitClass::kCommitted) {
        database_available_ = true;
        if (solo_left_ > 0) --solo_left_;
        succeed(std::move(committing_));
    } else {
        fail(outcome);
    }
    pump();
    if (!batch_.empty()) schedule_flush();
    if (!wanted_.empty()) schedule_load();
}

void Core::succeed(Batch batch) {
    committing_ = {};
    std::vector<InstanceId> ended;
    for (const InstanceId id : batch.touched) {
        Resident* resident = residents_.find(id);
        ENSURE(resident != nullptr, "a touched instance stays resident until its commit");
        --resident->commits_under_way;
        resident->known_to_database = true;
        if (has_ended(resident->state.status) && resident->row_seq == resident->state.seq) {
            ended.push_back(id);
        }
    }
    hooks_.committed(batch.touched);
    const store::CommitOutcome outcome{store::CommitClass::kCommitted, {}, {}};
    for (const auto& [id, event] : batch.to_log) {
        if (const Resident* resident = residents_.find(id)) {
            log_event(logger_, resident->state, event);
        }
    }
    for (const CommitDone& done : batch.dones) done(outcome);
    for (auto& [id, effect] : batch.effects) {
        if (auto* call = std::get_if<kernel::CallEffect>(&effect)) {
            if (const Resident* resident = residents_.find(id)) {
                hooks_.call(*resident, std::move(*call));
            }
        } else if (const auto* open = std::get_if<kernel::SubscribeEffect>(&effect)) {
            hooks_.look_for_kept_events(open->address);
        } else if (const auto* look = std::get_if<kernel::LookForKeptEffect>(&effect)) {
            hooks_.look_for_kept_events(look->address);
        } else if (const auto* back = std::get_if<kernel::GiveBackEventEffect>(&effect)) {
            hooks_.offer_event_again(back->address);
        }
    }
    for (const InstanceId id : ended) {
        Resident* resident = residents_.find(id);
        if (resident == nullptr) continue;
        if (!resident->end_was_told) hooks_.ended(*resident);
        resident->end_was_told = true;
        if (!resident->in_batch && resident->commits_under_way == 0) residents_.remove(id);
    }
}

std::vector<InstanceId> Core::throw_away(Batch& batch) {
    std::vector<InstanceId> ids;
    for (const InstanceId id : batch.touched) {
        if (residents_.find(id) == nullptr) continue;
        residents_.remove(id);
        ids.push_back(id);
    }
    return ids;
}

// While the database is away commits fail by the dozen each second: one line tells of many.
void Core::log_failure(const store::CommitOutcome& outcome) {
    const Timestamp now = loop_.now();
    const Duration since = now - failure_logged_at_;
    if (since.ms >= 0 && since.ms < kFailureLogPause.ms) {
        ++failures_unlogged_;
        return;
    }
    failure_logged_at_ = now;
    logger_.write(
        LogLevel::kWarning,
        "a commit failed; its instances are read back",
        {{"outcome", name_of(outcome.outcome)},
         {"error", outcome.message},
         {"notLogged", std::exchange(failures_unlogged_, 0)}}
    );
}

// Both batches are gone: the one being built decided upon states that never became durable.
void Core::fail(const store::CommitOutcome& outcome) {
    ++counters_.commits_failed;
    log_failure(outcome);
    if (outcome.outcome == store::CommitClass::kUnavailable) database_available_ = false;
    const std::size_t refused = committing_.touched.size();
    std::vector<ShardId> shards = committing_.shards;
    if (outcome.outcome == store::CommitClass::kBug && refused == 1) quarantine(committing_);
    Failed failed;
    failed.outcome = outcome;
    failed.ids = throw_away(committing_);
    failed.dones = std::move(committing_.dones);
    for (const InstanceId id : throw_away(batch_)) failed.ids.push_back(id);
    failed.never_sent = std::move(batch_.dones);
    committing_ = {};
    batch_ = {};
    switch (outcome.outcome) {
        case store::CommitClass::kOwnershipLost:
            hooks_.ownership_lost(outcome.lost.empty() ? shards : outcome.lost);
            break;
        case store::CommitClass::kUnknown:
            database_available_ = false;
            halted_ = true;
            hooks_.take_new_epochs(shards, [this, failed = std::move(failed)]() mutable {
                halted_ = false;
                resume_after_failure(std::move(failed));
                pump();
                if (!batch_.empty()) schedule_flush();
                schedule_load();
            });
            return;
        case store::CommitClass::kBug:
            // Find the one that the database refuses by committing each by itself.
            if (refused > 1)
                solo_left_ = refused;
            else if (solo_left_ > 0)
                --solo_left_;
            break;
        default:
            break;
    }
    delay(kCommitRetryDelay, [this, failed = std::move(failed)]() mutable {
        resume_after_failure(std::move(failed));
    });
}

void Core::resume_after_failure(Failed failed) {
    for (const CommitDone& done : failed.dones) done(failed.outcome);
    // What was decided upon it was never sent: certainly not committed, and not refused either.
    const store::CommitOutcome never_sent{
        store::CommitClass::kNotCommitted, {}, "the commit before it failed"};
    for (const CommitDone& done : failed.never_sent) done(never_sent);
    // Read back also those that nobody asks for, so that their timers and calls go on.
    for (const InstanceId id : failed.ids) {
        if (!ownership_.owns(id.shard())) continue;
        admit([this, id] {
            with_resident(id, [this](const Result<Resident*>& found) {
                if (found.ok()) look_for_what_it_waits_for((*found)->state);
            });
        });
    }
}

// The look that follows the commit of a subscription may have gone with the failed commit.
void Core::look_for_what_it_waits_for(const InstanceState& state) {
    for (const ActiveState& active : state.active) {
        for (const EventAddress& address : active.waits) hooks_.look_for_kept_events(address);
    }
}

// One instance that the database refuses by itself must not stop the others: it stands still until
// the process starts anew, and the log says so.
void Core::quarantine(const Batch& batch) {
    const InstanceId id = batch.touched.front();
    const Resident* resident = residents_.find(id);
    if (resident == nullptr || !resident->known_to_database) return;
    quarantined_.insert(id);
    const std::string text = id.text();
    logger_.write(
        LogLevel::kError,
        "the database refuses what this instance does; it is set aside",
        {{"instance", text}, {"saga", resident->state.saga}}
    );
}

}  // namespace sagaflow
