// Passivation: rows of busy instances are brought up to date, and those with nothing to do settle.
// Settled ones leave memory when there are too many of them.
#include "engine/shard/core.hpp"

#include "engine/core/planted_bug.hpp"

namespace sagaflow {
namespace {

// A busy instance's row lags at most this long behind: lists show its current state.
constexpr Duration kRowLagMax{700};
constexpr Duration kSweepInterval{250};

bool row_lags(const Resident& resident, Timestamp now) {
    if (resident.row_seq != resident.state.seq) return true;
    // A row that would wake the instance for nothing costs a read at the next start.
    return resident.row_wake_at != needed_wake(resident.state, now);
}

bool can_settle(const Resident& resident) {
    return !resident.in_batch && resident.commits_under_way == 0 && resident.fresh.empty() &&
           !kernel::has_calls_out(resident.state);
}

}  // namespace

void Core::schedule_sweep() {
    if (sweep_scheduled_) return;
    sweep_scheduled_ = true;
    delay(kSweepInterval, [this] {
        sweep_scheduled_ = false;
        sweep();
        if (!residents_.busy().empty()) schedule_sweep();
    });
}

void Core::sweep() {
    if (halted_) return;  // the next sweep comes soon
    const Timestamp now = loop_.now();
    const bool hurry = residents_.bytes() >= limits::kResidentBytesMax;
    std::vector<InstanceId> idle;
    std::size_t written = 0;
    for (const InstanceId id : residents_.busy()) {
        Resident& resident = *residents_.find(id);
        if (now - resident.touched_at < kRowLagMax && !hurry) break;
        if (resident.in_batch || resident.commits_under_way > 0) continue;
        if (row_lags(resident, now) && resident.row_seq != resident.state.seq) {
            if (++written > limits::kBatchTransitionsMax) break;
            resident.write_row = true;
            resident.in_batch = true;
            batch_.touched.push_back(id);
        } else if (can_settle(resident)) {
            idle.push_back(id);
        }
    }
    for (const InstanceId id : idle) {
        Resident& resident = *residents_.find(id);
        if (has_ended(resident.state.status)) {
            leave_memory(id);  // read for a look; nothing will happen to it
        } else {
            residents_.settle(resident);
        }
    }
    make_room();
    if (written > 0) schedule_flush();
}

// The oldest leave first.
void Core::make_room() {
    while (!residents_.settled().empty()) {
        const InstanceId oldest = residents_.settled().front();
        if (residents_.settled_bytes() <= settled_bytes_max_ &&
            residents_.bytes() < limits::kResidentBytesMax) {
            return;
        }
        leave_memory(oldest);
    }
}

void Core::leave_memory(InstanceId id) {
    const auto due = kernel::next_due(residents_.find(id)->state);
    residents_.remove(id);
    if (has_planted(PlantedBug::kTimerForgotten)) return;
    if (due && *due <= loop_.now() + kTimerHorizon) expect_absent(*due, id);
}

void Core::drop(const std::vector<ShardId>& shards) {
    for (const InstanceId id : residents_.of(shards)) {
        Resident* resident = residents_.find(id);
        // Those of a batch go with it: its fence refuses what was decided before the loss, also
        // when the shard is this node's again by then.
        if (resident->in_batch || resident->commits_under_way > 0) {
            resident->deposed = true;
            continue;
        }
        residents_.remove(id);
    }
}

void Core::flush_rows(const std::vector<ShardId>& shards) {
    const Timestamp now = loop_.now();
    for (const InstanceId id : residents_.of(shards)) {
        Resident& resident = *residents_.find(id);
        if (!row_lags(resident, now)) continue;
        resident.write_row = true;
        if (resident.in_batch) continue;
        resident.in_batch = true;
        batch_.touched.push_back(id);
    }
    schedule_flush();
}

}  // namespace sagaflow
