// Reading instances into memory, in batches, and setting them going again.
#include <algorithm>

#include "engine/kernel/ledger/ledger.hpp"
#include "engine/shard/core.hpp"
#include "engine/shard/document.hpp"

namespace sagaflow {
namespace {

constexpr Duration kReadRetryDelay{200};

}  // namespace

void Core::with_resident(InstanceId id, WithResident done) {
    if (!ownership_.owns(id.shard())) {
        done(Error{ErrorCode::kNotOwner, "Another node owns the shard of " + id.text()});
        return;
    }
    if (Resident* resident = residents_.find(id)) {
        done(resident);
        return;
    }
    if (quarantined_.contains(id)) {
        done(Error{
            ErrorCode::kInternal,
            "The database refuses what instance " + id.text() +
                " does, so it was set aside; the server's log says why"});
        return;
    }
    wanted_[id].push_back(std::move(done));
    schedule_load();
}

void Core::schedule_load() {
    if (load_posted_ || load_under_way_ || halted_) return;
    load_posted_ = true;
    loop_.post([this] {
        load_posted_ = false;
        load();
    });
}

void Core::load() {
    if (load_under_way_ || wanted_.empty() || halted_) return;
    const bool one_by_one = solo_left_ > 0;
    if (one_by_one && !idle()) return;  // the end of the commit looks again
    const std::size_t most = one_by_one ? 1 : limits::kLoadBatchMax;
    std::vector<InstanceId> ids;
    std::vector<Asked> asked;
    for (const auto& [id, waiters] : wanted_) {
        if (ids.size() == most) break;
        ids.push_back(id);
        asked.push_back({id, waiters.size()});
    }
    load_under_way_ = true;
    store_.load(std::move(ids), [this, asked](Result<std::vector<store::StoredInstance>> answer) {
        load_under_way_ = false;
        loaded(asked, std::move(answer));
    });
}

void Core::loaded(
    const std::vector<Asked>& asked, Result<std::vector<store::StoredInstance>> answer
) {
    if (!answer.ok()) {  // the database is away: ask again until it is back
        database_available_ = false;
        delay(kReadRetryDelay, [this] { schedule_load(); });
        return;
    }
    database_available_ = true;
    std::map<InstanceId, const store::StoredInstance*> found;
    for (const store::StoredInstance& stored : *answer) found[stored.row.id] = &stored;
    for (const auto& [id, count] : asked) {
        const auto waiting = wanted_.find(id);
        if (waiting == wanted_.end()) continue;
        std::vector<WithResident> waiters = std::move(waiting->second);
        wanted_.erase(waiting);
        Result<Resident*> result = Error{ErrorCode::kNotFound, "No instance " + id.text()};
        if (!ownership_.owns(id.shard())) {
            result = Error{ErrorCode::kNotOwner, "Another node owns the shard of " + id.text()};
        } else if (Resident* resident = residents_.find(id)) {
            result = resident;
        } else if (found.contains(id)) {
            result = take_in(*found[id]);
        }
        // It may have been written after this look: who asked since then is due another one.
        if (!result.ok() && waiters.size() > count) {
            const auto later = waiters.begin() + static_cast<std::ptrdiff_t>(count);
            wanted_[id] = {later, waiters.end()};
            waiters.erase(later, waiters.end());
        }
        for (const WithResident& done : waiters) {
            // An earlier waiter's run may have ended the instance, but not removed it.
            done(result);
        }
    }
    if (!wanted_.empty()) schedule_load();
}

// Rows may tell of it: an undo that was given up before a rewind stays given up.
static bool leaves_effects(const InstanceState& state) {
    if (kernel::may_leave_effects(state)) return true;
    return std::any_of(state.undos.begin(), state.undos.end(), [](const UndoEntry& undo) {
        return undo.phase == UndoPhase::kGivenUp;
    });
}

Result<Resident*> Core::take_in(const store::StoredInstance& stored) {
    auto state = state_of(stored);
    if (!state.ok()) {
        logger_.write(
            LogLevel::kError,
            "an instance cannot be read",
            {{"instance", stored.row.id.text()}, {"error", state.error().message}}
        );
        return state.error();
    }
    auto program = catalog_.find(state->saga, state->version);
    if (program == nullptr) {
        hooks_.definitions_missing();
        return Error{
            ErrorCode::kUnavailable,
            "The definition " + state->saga + " version " + std::to_string(state->version) +
                " is not loaded yet"};
    }
    auto resident = std::make_unique<Resident>();
    resident->state = std::move(*state);
    resident->program = std::move(program);
    resident->stored = true;
    resident->known_to_database = true;
    resident->end_was_told = has_ended(resident->state.status);
    resident->row_seq = stored.row.seq;
    resident->image_seq = stored.row.image_seq;
    resident->row_status = stored.row.status;
    resident->row_wake_at = stored.row.wake_at;
    resident->effects_listed = leaves_effects(resident->state);
    Resident& added = residents_.add(std::move(resident), loop_.now());
    absent_due_.erase(added.state.id);
    schedule_sweep();
    recover(added);
    return &added;
}

// What this process does not know of was lost with another one.
void Core::recover(Resident& resident) {
    if (has_ended(resident.state.status)) return;
    if (!kernel::has_calls_out(resident.state) || !hooks_.knows_calls_of(resident.state)) {
        run(resident, kernel::Recovered{}, nullptr);
    }
    if (const auto due = kernel::next_due(resident.state)) remind(*due, resident.state.id);
}

}  // namespace sagaflow
