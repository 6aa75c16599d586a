// Every (status, command) pair of the instance's lifecycle, the forbidden ones too, against a table
// that is written out by hand.
#include "engine/kernel/lifecycle/instance_lifecycle.hpp"

#include <gtest/gtest.h>

#include <map>

namespace sagaflow::kernel {
namespace {

using Status = InstanceStatus;
using Command = InstanceCommand;

const std::map<std::pair<Status, Command>, Status>& allowed() {
    static const std::map<std::pair<Status, Command>, Status> table{
        {{Status::kRunning, Command::kComplete}, Status::kCompleted},
        {{Status::kRunning, Command::kFail}, Status::kFailed},
        {{Status::kRunning, Command::kPark}, Status::kParked},
        {{Status::kRunning, Command::kPause}, Status::kPaused},
        {{Status::kRunning, Command::kCompensate}, Status::kCompensating},
        {{Status::kRunning, Command::kTerminate}, Status::kTerminated},
        {{Status::kPaused, Command::kResume}, Status::kRunning},
        {{Status::kPaused, Command::kCompensate}, Status::kCompensating},
        {{Status::kPaused, Command::kTerminate}, Status::kTerminated},
        {{Status::kParked, Command::kUnpark}, Status::kRunning},
        {{Status::kParked, Command::kCompensate}, Status::kCompensating},
        {{Status::kParked, Command::kTerminate}, Status::kTerminated},
        {{Status::kCompensating, Command::kFinishUndo}, Status::kCompensated},
        {{Status::kCompensating, Command::kFinishPartly}, Status::kPartiallyCompensated},
        {{Status::kCompensating, Command::kGetStuck}, Status::kStuck},
        {{Status::kCompensating, Command::kTerminate}, Status::kTerminated},
        {{Status::kCompensating, Command::kReturn}, Status::kRunning},
        {{Status::kStuck, Command::kUnstick}, Status::kCompensating},
        {{Status::kStuck, Command::kFinishPartly}, Status::kPartiallyCompensated},
        {{Status::kStuck, Command::kTerminate}, Status::kTerminated},
    };
    return table;
}

TEST(InstanceLifecycle, AllowsExactlyTheTableOfEveryStatusAndCommand) {
    for (std::size_t s = 0; s < kInstanceStatusCount; ++s) {
        for (std::size_t c = 0; c < kInstanceCommandCount; ++c) {
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

TEST(InstanceLifecycle, NothingLeavesAnEndedStatus) {
    for (std::size_t s = 0; s < kInstanceStatusCount; ++s) {
        if (!has_ended(static_cast<Status>(s))) continue;
        for (std::size_t c = 0; c < kInstanceCommandCount; ++c) {
            EXPECT_FALSE(next_status(static_cast<Status>(s), static_cast<Command>(c)));
        }
    }
}

}  // namespace
}  // namespace sagaflow::kernel
