#include "engine/shard/change_desk.hpp"

namespace sagaflow {
namespace {

// What the state says is durable: nothing of it waits for a commit.
bool is_committed(const Resident& resident) {
    return !resident.in_batch && resident.commits_under_way == 0;
}

}  // namespace

void ChangeDesk::follow(std::shared_ptr<ChangeFollower> follower) {
    core_.loop().post([this, follower = std::move(follower)]() mutable {
        follower_ = std::move(follower);
        schedule();
    });
}

void ChangeDesk::committed(const std::vector<InstanceId>& touched) {
    if (follower_ == nullptr) return;
    for (const InstanceId id : touched) {
        if (const Resident* resident = core_.residents().find(id)) note(*resident);
    }
}

void ChangeDesk::note(const Resident& resident) {
    const InstanceId id = resident.state.id;
    const auto noted = noted_.find(id);
    if (noted == noted_.end() && !made_.contains(id) && !has_room()) {
        missed_ = true;
        return;
    }
    // One that has ended leaves memory now; one that was passed over may be on its way again at
    // the next turn.
    const bool now = has_ended(resident.state.status) || (noted != noted_.end() && noted->second);
    if (now && is_committed(resident)) {
        made_.insert_or_assign(id, change_of(resident));
        noted_.erase(id);
    } else {
        noted_.try_emplace(id, false);
    }
}

bool ChangeDesk::has_room() const {
    return noted_.size() + made_.size() < limits::kStreamChangesPerTurnMax;
}

InstanceChange ChangeDesk::change_of(const Resident& resident) const {
    const Timestamp now = core_.loop().now();
    return {row_of(resident.state, now), kernel::why(resident.state, resident.program.get(), now)};
}

void ChangeDesk::turn() {
    std::vector<InstanceChange> changes;
    changes.reserve(noted_.size() + made_.size());
    for (auto at = noted_.begin(); at != noted_.end();) {
        const Resident* resident = core_.residents().find(at->first);
        if (resident != nullptr && !is_committed(*resident)) {
            at->second = true;
            ++at;
            continue;
        }
        if (resident != nullptr) {
            made_.insert_or_assign(at->first, change_of(*resident));
        } else if (!made_.contains(at->first)) {
            missed_ = true;  // it left memory meanwhile: its shard, or for want of room
        }
        at = noted_.erase(at);
    }
    for (auto& [id, change] : made_) changes.push_back(std::move(change));
    made_.clear();
    const bool missed = std::exchange(missed_, false);
    if (follower_->turn(std::move(changes), missed, core_.loop().now())) {
        schedule();
        return;
    }
    follower_.reset();
    noted_.clear();
}

void ChangeDesk::schedule() {
    if (std::exchange(scheduled_, true)) return;
    core_.delay(kTurn, [this] {
        scheduled_ = false;
        if (follower_ != nullptr) turn();
    });
}

}  // namespace sagaflow
