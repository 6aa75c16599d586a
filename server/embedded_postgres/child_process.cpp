#include "server/embedded_postgres/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace sagaflow::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kCapturedOutputBytesMax = 64 * 1024;

class OwnedFd {
public:
    explicit OwnedFd(int fd = -1) : fd_(fd) {}
    ~OwnedFd() { reset(); }
    OwnedFd(const OwnedFd&) = delete;
    OwnedFd& operator=(const OwnedFd&) = delete;
    void reset(int fd = -1) {
        if (fd_ >= 0) close(fd_);
        fd_ = fd;
    }
    int get() const { return fd_; }

private:
    int fd_;
};

// What the child needs, laid out before fork: after it only async-signal-safe calls are allowed.
struct PreparedCommand {
    explicit PreparedCommand(const Command& command) : source(command) {
        argv.push_back(const_cast<char*>(command.program.c_str()));
        for (const auto& argument : command.arguments) {
            argv.push_back(const_cast<char*>(argument.c_str()));
        }
        argv.push_back(nullptr);
        prepare_environment();
    }

    // PG* would redirect PostgreSQL's tools; the locale is ours to decide.
    static bool passed_on(std::string_view entry) {
        return !entry.starts_with("PG") && !entry.starts_with("LC_") && !entry.starts_with("LANG");
    }

    void prepare_environment() {
        for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
            if (passed_on(*entry)) envp.push_back(*entry);
        }
        envp.push_back(locale.data());
        envp.push_back(nullptr);
    }

    const Command& source;
    std::string locale = "LC_ALL=C.UTF-8";
    std::vector<char*> argv;
    std::vector<char*> envp;
};

int reset_signals() {
    sigset_t none;
    sigemptyset(&none);
    struct sigaction plain {};
    plain.sa_handler = SIG_DFL;
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT}) {
        sigaction(number, &plain, nullptr);
    }
    return sigprocmask(SIG_SETMASK, &none, nullptr) == 0 ? 0 : errno;
}

int redirect_streams(int output_fd) {
    const int null = open("/dev/null", O_RDWR);
    if (null < 0) return errno;
    const int output = output_fd < 0 ? null : output_fd;
    if (dup2(null, STDIN_FILENO) < 0) return errno;
    if (dup2(output, STDOUT_FILENO) < 0) return errno;
    if (dup2(output, STDERR_FILENO) < 0) return errno;
    return 0;
}

// Runs in the child. Returns only on failure, with the errno.
int become_program(const PreparedCommand& prepared, int report_fd) {
    const Command& command = prepared.source;
    if (command.own_session && setsid() < 0) return errno;
    if (const int error = reset_signals()) return error;
    if (const int error = redirect_streams(command.output_fd)) return error;
    // Everything but the standard streams closes at exec; `report_fd` is among them by intent.
    if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) fcntl(report_fd, F_SETFD, FD_CLOEXEC);
    if (command.account && command.account->switch_user) {
        if (const int error = become(*command.account)) return error;
    }
    // After the change of user: the kernel forgets the death signal when credentials change.
    if (command.death_signal != 0) prctl(PR_SET_PDEATHSIG, command.death_signal);
    if (chdir("/") != 0) return errno;
    execve(command.program.c_str(), prepared.argv.data(), prepared.envp.data());
    return errno;
}

Error cannot_run(const std::string& program, int error) {
    return {
        ErrorCode::kUnavailable,
        "Expected to run " + program + ", but the system refused: " + std::strerror(error)};
}

// The child's errno, or 0 when the pipe closed because exec went through.
int read_report(int fd) {
    int error = 0;
    while (true) {
        const ssize_t got = read(fd, &error, sizeof error);
        if (got < 0 && errno == EINTR) continue;
        return got == static_cast<ssize_t>(sizeof error) ? error : 0;
    }
}

int left_ms(steady_clock::time_point until) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

// Reads until the other side closes or the deadline has passed; false when it passed.
bool read_all(int fd, steady_clock::time_point until, std::string& into) {
    std::array<char, 4096> chunk{};
    while (true) {
        pollfd waiting{fd, POLLIN, 0};
        const int ready = poll(&waiting, 1, left_ms(until));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t got = read(fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return true;
        const auto room = kCapturedOutputBytesMax - into.size();
        into.append(chunk.data(), std::min(room, static_cast<std::size_t>(got)));
    }
}

}  // namespace

Result<pid_t> spawn(const Command& command) {
    const PreparedCommand prepared(command);
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_run(command.program, errno);
    OwnedFd reader(ends[0]);
    OwnedFd writer(ends[1]);
    const pid_t child = fork();
    if (child < 0) return cannot_run(command.program, errno);
    if (child == 0) {
        const int error = become_program(prepared, writer.get());
        const ssize_t ignored = write(writer.get(), &error, sizeof error);
        _exit(ignored < 0 ? 126 : 127);
    }
    writer.reset();
    if (const int error = read_report(reader.get())) {
        reap(child);
        return cannot_run(command.program, error);
    }
    return child;
}

Result<CommandOutcome> run_to_end(Command command, milliseconds deadline) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_run(command.program, errno);
    OwnedFd reader(ends[0]);
    OwnedFd writer(ends[1]);
    command.output_fd = writer.get();
    const auto until = steady_clock::now() + deadline;
    const auto child = spawn(command);
    if (!child) return child.error();
    writer.reset();
    CommandOutcome outcome;
    outcome.timed_out = !read_all(reader.get(), until, outcome.output);
    if (outcome.timed_out) kill(*child, SIGKILL);
    const int status = reap(*child);
    if (!outcome.timed_out && WIFEXITED(status)) outcome.exit_status = WEXITSTATUS(status);
    return outcome;
}

Result<int> open_process_handle(pid_t pid) {
    // The system call itself: glibc 2.36 declares its wrapper without C linkage.
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0U));
    if (handle >= 0) return handle;
    return Error{
        ErrorCode::kUnavailable,
        "Expected to watch process " + std::to_string(pid) +
            ", but the system refused: " + std::strerror(errno)};
}

bool wait_for_end(int process_handle, milliseconds limit) {
    const auto until = steady_clock::now() + limit;
    while (true) {
        pollfd waiting{process_handle, POLLIN, 0};
        const int ready = poll(&waiting, 1, left_ms(until));
        if (ready < 0 && errno == EINTR) continue;
        return ready > 0;
    }
}

int reap(pid_t pid) {
    int status = -1;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return status;
}

}  // namespace sagaflow::server
