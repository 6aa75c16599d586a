// A program under test as a real process: its own session, its output read line by line and kept in
// a file, every signal at hand. Ends the process (SIGKILL) in the destructor; it also gets SIGTERM
// when the test program dies, so that nothing outlives a test that was killed.
//
// Main thread only (the death signal follows the thread that started it), but the output may be
// asked for from any. What fails here fails the test by an exception with the reason.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace sagaflow::testing {

class ChildProcess {
public:
    // `output` is appended to.
    ChildProcess(
        const std::string& program,
        const std::vector<std::string>& arguments,
        const std::filesystem::path& output
    );
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return pid_; }
    void send(int signal) const;
    // The exit status as waitpid tells it; nullopt when it still runs after `limit`.
    std::optional<int> wait(std::chrono::milliseconds limit);
    // SIGKILL, and waits until it is gone.
    void kill_now();

    // Lines said so far.
    std::size_t said() const;
    // The first line after `from` lines that contains `text`; nullopt when the process ends
    // without one, or at the deadline.
    std::optional<std::string> wait_for_line(
        const std::string& text, std::chrono::milliseconds limit, std::size_t from = 0
    );
    // Waits until it says something more, at most this long.
    void wait_for_output(std::chrono::milliseconds limit);

private:
    void read_output(int fd, const std::filesystem::path& file);

    pid_t pid_ = 0;
    int handle_ = -1;
    std::optional<int> status_;
    std::thread reader_;
    mutable std::mutex mutex_;
    std::condition_variable said_;
    std::vector<std::string> lines_;
    bool silent_ = false;  // its output has ended
};

}  // namespace sagaflow::testing
