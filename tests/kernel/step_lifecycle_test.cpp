// Every (status, command) pair of a step's lifecycle, the forbidden ones too, against a table
// that is written out by hand.
#include "engine/kernel/lifecycle/step_lifecycle.hpp"

#include <gtest/gtest.h>

#include <map>

namespace sagaflow::kernel {
namespace {

using Status = StepStatus;
using Command = StepCommand;

const std::map<std::pair<Status, Command>, Status>& allowed() {
    static const std::map<std::pair<Status, Command>, Status> table{
        {{Status::kRunning, Command::kBackOff}, Status::kRetrying},
        {{Status::kRunning, Command::kSucceed}, Status::kOk},
        {{Status::kRunning, Command::kFail}, Status::kFailed},
        {{Status::kRunning, Command::kLoseTrack}, Status::kUnknown},
        {{Status::kRunning, Command::kSkip}, Status::kSkipped},
        {{Status::kRetrying, Command::kAttempt}, Status::kRunning},
        {{Status::kRetrying, Command::kFail}, Status::kFailed},
        {{Status::kRetrying, Command::kLoseTrack}, Status::kUnknown},
        {{Status::kRetrying, Command::kSkip}, Status::kSkipped},
        {{Status::kFailed, Command::kAttempt}, Status::kRunning},
        {{Status::kFailed, Command::kSkip}, Status::kSkipped},
        {{Status::kFailed, Command::kStartUndo}, Status::kUndoing},
        {{Status::kUnknown, Command::kAttempt}, Status::kRunning},
        {{Status::kUnknown, Command::kSpare}, Status::kFailed},
        {{Status::kUnknown, Command::kConfirm}, Status::kOk},
        {{Status::kUnknown, Command::kSkip}, Status::kSkipped},
        {{Status::kUnknown, Command::kStartUndo}, Status::kUndoing},
        {{Status::kOk, Command::kSkip}, Status::kSkipped},
        {{Status::kOk, Command::kStartUndo}, Status::kUndoing},
        {{Status::kSkipped, Command::kSpare}, Status::kSkipped},
        {{Status::kSkipped, Command::kConfirm}, Status::kSkipped},
        {{Status::kSkipped, Command::kStartUndo}, Status::kUndoing},
        {{Status::kUndoing, Command::kFinishUndo}, Status::kUndone},
        {{Status::kUndoing, Command::kFailUndo}, Status::kUndoFailed},
        {{Status::kUndoFailed, Command::kStartUndo}, Status::kUndoing},
        {{Status::kUndoFailed, Command::kFinishUndo}, Status::kUndone},
        {{Status::kUndoFailed, Command::kGiveUpUndo}, Status::kUndoFailed},
    };
    return table;
}

TEST(StepLifecycle, AllowsExactlyTheTableOfEveryStatusAndCommand) {
    for (std::size_t s = 0; s < kStepStatusCount; ++s) {
        for (std::size_t c = 0; c < kStepCommandCount; ++c) {
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
}  // namespace sagaflow::kernel
