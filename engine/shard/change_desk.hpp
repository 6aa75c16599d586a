// Gathers what was committed, for whoever looks on. Engine thread, except follow().
//
// Owned by the node. While nobody follows, a commit costs one look at a pointer. While somebody
// does, an instance is noted at its commit and told of at the next turn, so that one which changes
// a hundred times between two turns is told of once; what a turn may cost is bounded. Only
// committed states are told: an instance whose next events are on their way waits for their commit.
#pragma once

#include <unordered_map>

#include "engine/shard/changes.hpp"
#include "engine/shard/core.hpp"

namespace sagaflow {

class ChangeDesk final : public ChangeSource {
public:
    static constexpr Duration kTurn{250};

    explicit ChangeDesk(Core& core) : core_(core) {}

    void follow(std::shared_ptr<ChangeFollower> follower) override;
    // After a commit, before those that have ended leave memory.
    void committed(const std::vector<InstanceId>& touched);

private:
    void note(const Resident& resident);
    void turn();
    void schedule();
    bool has_room() const;
    InstanceChange change_of(const Resident& resident) const;

    Core& core_;
    std::shared_ptr<ChangeFollower> follower_;
    // Whether the last turn passed over it, because its next events were on their way.
    std::unordered_map<InstanceId, bool> noted_;
    std::unordered_map<InstanceId, InstanceChange> made_;
    bool missed_ = false;
    bool scheduled_ = false;
};

}  // namespace sagaflow
