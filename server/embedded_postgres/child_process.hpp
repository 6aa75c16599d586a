// Starts programs, as another account where one is given, without a shell and without leaking file
// descriptors or signal masks into them. Usable on every thread; the caller owns the child and
// reaps it. Errors: kUnavailable with the program and the system's reason.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.hpp"
#include "server/embedded_postgres/account.hpp"

namespace sagaflow::server {

struct Command {
    std::string program;
    std::vector<std::string> arguments = {};
    std::optional<PostgresAccount> account =
        std::nullopt;          // dropped to when its switch_user is set
    int output_fd = -1;        // stdout and stderr; -1 is /dev/null
    bool own_session = false;  // survives the terminal and our process group
    int death_signal = 0;      // sent to it when the spawning thread ends (tests)
};

// Returns once the program has really been executed: a missing program is an error here.
Result<pid_t> spawn(const Command& command);

struct CommandOutcome {
    int exit_status = -1;  // -1 when it was ended by a signal or by the deadline
    std::string output;    // first part of stdout and stderr
    bool timed_out = false;
};

// Runs a program to its end; ends it with SIGKILL when the deadline has passed.
Result<CommandOutcome> run_to_end(Command command, std::chrono::milliseconds deadline);

// A file descriptor that is readable once process `pid` has ended, whoever its parent is.
Result<int> open_process_handle(pid_t pid);

// Waits for the end of the process behind a handle. True when it ended within `limit`.
bool wait_for_end(int process_handle, std::chrono::milliseconds limit);

// Collects the exit status of a child that has ended; -1 when it is no child of this process.
int reap(pid_t pid);

}  // namespace sagaflow::server
