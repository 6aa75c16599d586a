// Every (status, command) pair of a shard lease's lifecycle, the forbidden ones too, against a
// table that is written out by hand.
#include "engine/cluster/lifecycle/lease_lifecycle.hpp"

#include <gtest/gtest.h>

#include <map>

namespace sagaflow::cluster {
namespace {

using Status = LeaseStatus;
using Command = LeaseCommand;

const std::map<std::pair<Status, Command>, Status>& allowed() {
    static const std::map<std::pair<Status, Command>, Status> table{
        {{Status::kUnowned, Command::kAcquire}, Status::kAcquiring},
        {{Status::kAcquiring, Command::kGrant}, Status::kOwned},
        {{Status::kAcquiring, Command::kRefuse}, Status::kUnowned},
        {{Status::kAcquiring, Command::kLose}, Status::kLost},
        {{Status::kOwned, Command::kDrain}, Status::kDraining},
        {{Status::kOwned, Command::kLose}, Status::kLost},
        {{Status::kOwned, Command::kRenew}, Status::kAcquiring},
        {{Status::kDraining, Command::kRelease}, Status::kUnowned},
        {{Status::kDraining, Command::kLose}, Status::kLost},
        {{Status::kDraining, Command::kRenew}, Status::kAcquiring},
        {{Status::kLost, Command::kAcquire}, Status::kAcquiring},
    };
    return table;
}

TEST(LeaseLifecycle, AllowsExactlyTheTableOfEveryStatusAndCommand) {
    for (std::size_t s = 0; s < kLeaseStatusCount; ++s) {
        for (std::size_t c = 0; c < kLeaseCommandCount; ++c) {
            const auto status = static_cast<Status>(s);
            const auto command = static_cast<Command>(c);
            const auto expected = allowed().find({status, command});
            const auto actual = next_status(status, command);
            const std::string pair =
                std::string(to_string(status)) + " + " + std::string(to_string(command));
            ASSERT_EQ(actual.has_value(), expected != allowed().end()) << pair;
            if (actual) {
                EXPECT_EQ(*actual, expected->second) << pair;
            }
        }
    }
}

}  // namespace
}  // namespace sagaflow::cluster
