#include "engine/shard/batch.hpp"

#include <set>

#include "engine/kernel/document.hpp"
#include "engine/shard/effect_ledger.hpp"

namespace sagaflow {
namespace {

// A longer tail than this makes reading an instance back slow; then an image is written. Shorter
// lives, which most are, never pay for one.
constexpr std::uint64_t kTailEventsMax = 64;

// The next undo, or the end of the last one, was held back while the shard was handed over. Whoever
// started last is undone first, so only that one is looked at.
bool is_undo_held_back(const InstanceState& state) {
    const bool stuck = state.status == InstanceStatus::kStuck;
    if (!stuck && state.status != InstanceStatus::kCompensating) return false;
    const UndoEntry* latest = nullptr;
    for (const UndoEntry& undo : state.undos) {
        if (is_settled(undo.phase)) continue;
        if (latest == nullptr || undo.started > latest->started) latest = &undo;
    }
    if (latest == nullptr) return !stuck && state.active.empty();
    const bool waiting =
        latest->phase == UndoPhase::kPending || latest->phase == UndoPhase::kUncertain;
    return waiting && !latest->calling && !latest->due_at;
}

bool is_runnable(const InstanceState& state) {
    if (is_undo_held_back(state)) return true;
    if (state.status != InstanceStatus::kRunning) return false;
    for (const ActiveState& active : state.active) {
        if (active.phase == Phase::kReady || active.phase == Phase::kFailed) return true;
    }
    return false;
}

// The row's wake_at must never be later than what the state needs: after a crash it is the only way
// back to the instance.
bool row_would_wake_late(const Resident& resident, Timestamp now) {
    const auto needed = needed_wake(resident.state, now);
    if (!needed) return false;
    return !resident.row_wake_at || *resident.row_wake_at > *needed;
}

bool must_write_image(const Resident& resident) {
    return resident.state.seq - resident.image_seq > kTailEventsMax;
}

bool must_write_row(const Resident& resident, Timestamp now) {
    return !resident.stored || resident.write_row || resident.row_status != resident.state.status ||
           has_ended(resident.state.status) || must_write_image(resident) ||
           row_would_wake_late(resident, now);
}

void add_row(store::CommitBatch& commit, Resident& resident, Timestamp now) {
    store::InstanceRow row = row_of(resident.state, now);
    if (must_write_image(resident)) {
        row.image_seq = resident.state.seq;
        row.image = to_text(to_json(resident.state));
        resident.image_seq = resident.state.seq;
    }
    resident.row_seq = resident.state.seq;
    resident.row_status = resident.state.status;
    resident.row_wake_at = row.wake_at;
    resident.write_row = false;
    if (resident.stored) {
        commit.updates.push_back(std::move(row));
    } else {
        commit.inserts.push_back(std::move(row));
        resident.stored = true;
    }
}

// Together with the events that leave an effect behind, or settle one.
void add_effects(store::CommitBatch& commit, Resident& resident) {
    if (resident.fresh.empty()) return;
    if (!resident.effects_listed && !kernel::may_leave_effects(resident.state)) return;
    store::EffectsLeft left = effects_left_of(*resident.program, resident.state);
    const bool any = !left.effects.empty();
    if (any || resident.effects_listed) commit.effects.push_back(std::move(left));
    resident.effects_listed = any;
}

void add_history(store::CommitBatch& commit, Resident& resident) {
    if (resident.fresh.empty()) return;
    store::HistoryRow row;
    row.id = resident.state.id;
    row.first_seq = resident.fresh.front().seq;
    row.last_seq = resident.fresh.back().seq;
    row.at = resident.fresh.back().at;
    row.events = to_text(resident.fresh);
    commit.history.push_back(std::move(row));
    resident.fresh.clear();
}

}  // namespace

std::optional<Timestamp> needed_wake(const InstanceState& state, Timestamp now) {
    if (kernel::has_calls_out(state) || is_runnable(state)) return now;
    return kernel::next_due(state);
}

store::InstanceRow row_of(const InstanceState& state, Timestamp now) {
    store::InstanceRow row;
    row.id = state.id;
    row.saga = state.saga;
    row.version = state.version;
    row.key = state.key;
    row.status = state.status;
    row.state = kernel::active_states(state);
    row.waiting_for = to_text(kernel::waiting_for(state));
    if (state.error) {
        row.error_type = state.error->type;
        row.error_message = state.error->message;
    }
    row.wake_at = needed_wake(state, now);
    row.started_at = state.started_at;
    row.updated_at = state.updated_at;
    row.ended_at = state.ended_at;
    row.seq = state.seq;
    return row;
}

store::CommitBatch build_commit(
    Batch& batch, Residents& residents, const Ownership& ownership, Timestamp now
) {
    store::CommitBatch commit = std::move(batch.rows);
    batch.rows = {};
    std::set<ShardId> shards(batch.shards.begin(), batch.shards.end());
    std::set<ShardId> deposed;
    for (const InstanceId id : batch.touched) {
        Resident* resident = residents.find(id);
        ENSURE(resident != nullptr, "a touched instance stays resident until its commit");
        shards.insert(id.shard());
        if (resident->deposed) deposed.insert(id.shard());
        if (must_write_row(*resident, now)) add_row(commit, *resident, now);
        add_effects(commit, *resident);
        add_history(commit, *resident);
        resident->in_batch = false;
        ++resident->commits_under_way;
    }
    for (const ShardId shard : shards) {
        // A shard that was lost meanwhile gets an epoch that can't hold: the store refuses the
        // batch.
        const bool lost = deposed.contains(shard) || !ownership.owns(shard);
        commit.fences.push_back({shard, lost ? Epoch{0} : *ownership.epoch(shard)});
    }
    batch.shards.assign(shards.begin(), shards.end());
    return commit;
}

}  // namespace sagaflow
