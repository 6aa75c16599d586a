// The lifecycle of one shard's lease as its node sees it. As with instances and steps, the table is
// a Boost.MSM machine in the .cpp and stands nowhere else. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace sagaflow::cluster {

enum class LeaseStatus {
    kUnowned,    // somebody else's, or nobody's
    kAcquiring,  // asked for; not written yet
    kOwned,
    kDraining,  // being handed over: nothing new starts
    kLost,      // a write was refused: another owner has a newer epoch
};
inline constexpr std::size_t kLeaseStatusCount = 5;
std::string_view to_string(LeaseStatus status);

enum class LeaseCommand {
    kAcquire,
    kGrant,   // the new epoch is committed
    kRefuse,  // somebody else was quicker
    kDrain,
    kRelease,  // the hand-over is committed
    kLose,
    kRenew,  // the outcome of a commit is unknown: a new epoch makes reading conclusive
};
inline constexpr std::size_t kLeaseCommandCount = 7;
std::string_view to_string(LeaseCommand command);

std::optional<LeaseStatus> next_status(LeaseStatus status, LeaseCommand command);

}  // namespace sagaflow::cluster
