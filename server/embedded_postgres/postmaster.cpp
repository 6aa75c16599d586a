#include "server/embedded_postgres/postmaster.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "engine/core/limits.hpp"
#include "server/embedded_postgres/child_process.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kAskAgainAfter{50};
constexpr milliseconds kFastStopLimit{60'000};  // its last checkpoint may be large
constexpr milliseconds kImmediateStopLimit{15'000};
// Backends of a killed postmaster notice its death and go; until then a new one is refused.
constexpr int kStartsMax = 20;
constexpr milliseconds kStartAgainAfter{500};
constexpr std::size_t kLogTailBytes = 2'000;

std::string tail_of(const fs::path& log) {
    std::ifstream in(log, std::ios::binary | std::ios::ate);
    const auto size = static_cast<std::size_t>(std::max<std::streamoff>(0, in.tellg()));
    const auto length = std::min(size, kLogTailBytes);
    in.seekg(static_cast<std::streamoff>(size - length));
    std::string text(length, '\0');
    in.read(text.data(), static_cast<std::streamsize>(length));
    return text;
}

// One generation is kept: enough to read what went before, and bounded.
void rotate_log(const fs::path& log) {
    std::error_code error;
    const auto size = fs::file_size(log, error);
    if (!error && size > limits::kPostgresLogBytesMax) fs::rename(log, log.string() + ".1", error);
}

Result<int> open_log(const PostmasterOptions& options) {
    rotate_log(options.layout.log());
    const int fd =
        open(options.layout.log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd >= 0) return fd;
    return Error{
        ErrorCode::kUnavailable,
        "Expected to write " + options.layout.log().string() +
            ", but the system refused: " + std::strerror(errno)};
}

Result<pid_t> launch(const PostmasterOptions& options) {
    const auto log = open_log(options);
    if (!log) return log.error();
    Command command{.program = options.binaries.path("postgres"), .account = options.account};
    command.arguments = {
        "-D",
        options.layout.cluster().string(),
        "-c",
        "listen_addresses=",
        "-c",
        "port=5432",
        "-c",
        "unix_socket_directories=" + options.socket_directory.string(),
        "-c",
        "unix_socket_permissions=0700",
    };
    command.output_fd = log.value();
    command.own_session = true;
    command.death_signal = options.death_signal;
    auto child = spawn(command);
    close(log.value());
    return child;
}

fs::path socket_in(const fs::path& directory) { return directory / ".s.PGSQL.5432"; }

// Nobody serves the cluster and the directory is ours alone, so what lies there is left over.
// PostgreSQL would refuse it when its process id was given to another process, or still belongs to
// a dead process whose parent did not look (usual in containers).
void forget_old_socket(const fs::path& directory) {
    std::error_code ignored;
    fs::remove(socket_in(directory), ignored);
    fs::remove(socket_in(directory).string() + ".lock", ignored);
}

enum class Answer { kReady, kEnded, kTooLate, kCancelled };

// What happens first: the span passes (kTooLate), the server ends, or the caller gives up.
Answer pause_while_running(int handle, int cancel_fd, milliseconds span) {
    std::array<pollfd, 2> waiting{{{handle, POLLIN, 0}, {cancel_fd, POLLIN, 0}}};
    const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(span.count()));
    if (ready <= 0) return Answer::kTooLate;
    return waiting[0].revents != 0 ? Answer::kEnded : Answer::kCancelled;
}

Answer wait_for_answer(int handle, const fs::path& sockets, const PostmasterOptions& options) {
    const std::string target = connection_string(sockets, "postgres") + " connect_timeout=5";
    auto until = steady_clock::now() + options.start_limit;
    bool recovering = false;
    while (steady_clock::now() < until) {
        const PGPing said = PQping(target.c_str());
        if (said == PQPING_OK) return Answer::kReady;
        if (said == PQPING_REJECT && !recovering) {
            recovering = true;
            until = steady_clock::now() + options.recovery_limit;
        }
        const Answer meanwhile = pause_while_running(handle, options.cancel_fd, kAskAgainAfter);
        if (meanwhile != Answer::kTooLate) return meanwhile;
    }
    return Answer::kTooLate;
}

Error did_not_start(const PostmasterOptions& options, const std::string& what) {
    return {
        ErrorCode::kUnavailable,
        "Expected PostgreSQL to start in " + options.layout.cluster().string() + ", but it " +
            what + ". " + options.layout.log().string() + " ends with:\n" +
            tail_of(options.layout.log())};
}

std::uintmax_t size_of(const fs::path& log) {
    std::error_code error;
    const auto size = fs::file_size(log, error);
    return error ? 0 : size;
}

bool predecessor_lingers(const fs::path& log, std::uintmax_t said_before) {
    std::ifstream in(log, std::ios::binary);
    if (said_before > size_of(log)) said_before = 0;  // rotated meanwhile
    in.seekg(static_cast<std::streamoff>(said_before));
    const std::string said((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return said.find("pre-existing shared memory block") != std::string::npos;
}

}  // namespace

std::string connection_string(const fs::path& socket_directory, const std::string& database) {
    return "host=" + socket_directory.string() + " port=5432 user=" + kClusterRole +
           " dbname=" + database;
}

Postmaster::Postmaster(pid_t pid, int handle, bool child, fs::path socket_directory)
    : pid_(pid), handle_(handle), child_(child), socket_directory_(std::move(socket_directory)) {}

Postmaster::Postmaster(Postmaster&& other) noexcept { *this = std::move(other); }

Postmaster& Postmaster::operator=(Postmaster&& other) noexcept {
    if (this == &other) return *this;
    if (handle_ >= 0) close(handle_);
    pid_ = std::exchange(other.pid_, 0);
    handle_ = std::exchange(other.handle_, -1);
    child_ = other.child_;
    socket_directory_ = std::move(other.socket_directory_);
    return *this;
}

Postmaster::~Postmaster() {
    if (handle_ >= 0) close(handle_);
}

Result<Postmaster> Postmaster::start(const PostmasterOptions& options) {
    forget_old_socket(options.socket_directory);
    const auto said_before = size_of(options.layout.log());
    for (int attempt = 1;; ++attempt) {
        const auto child = launch(options);
        if (!child) return child.error();
        const auto handle = open_process_handle(*child);
        if (!handle) return handle.error();
        Postmaster server(*child, handle.value(), true, options.socket_directory);
        const Answer answer = wait_for_answer(handle.value(), options.socket_directory, options);
        if (answer == Answer::kReady) return server;
        if (answer != Answer::kEnded) {
            static_cast<void>(server.stop());
            return did_not_start(
                options,
                answer == Answer::kCancelled ? "was told to stop" : "did not answer in time"
            );
        }
        server.forget();
        const bool again =
            attempt < kStartsMax && predecessor_lingers(options.layout.log(), said_before) &&
            pause_while_running(-1, options.cancel_fd, kStartAgainAfter) != Answer::kCancelled;
        if (!again) return did_not_start(options, "ended at once");
    }
}

Result<Postmaster> Postmaster::adopt(
    const PostmasterOptions& options, const PostmasterPid& running
) {
    const auto handle = open_process_handle(running.pid);
    if (!handle) return handle.error();
    Postmaster server(running.pid, handle.value(), false, running.socket_directory);
    const Answer answer = wait_for_answer(handle.value(), server.socket_directory_, options);
    if (answer == Answer::kReady) {
        kill(running.pid, SIGHUP);  // read the configuration that this start wrote
        return server;
    }
    if (answer == Answer::kTooLate) static_cast<void>(server.stop());
    return did_not_start(
        options,
        "(process " + std::to_string(running.pid) + ", left by an earlier engine) " +
            (answer == Answer::kEnded ? "ended" : "did not answer")
    );
}

void Postmaster::forget() {
    if (pid_ > 0 && child_) reap(pid_);
    pid_ = 0;
}

Status Postmaster::stop() {
    if (pid_ <= 0) return ok_status();
    kill(pid_, SIGINT);
    bool ended = wait_for_end(handle_, kFastStopLimit);
    if (!ended) {
        kill(pid_, SIGQUIT);
        ended = wait_for_end(handle_, kImmediateStopLimit);
    }
    if (!ended) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected PostgreSQL (process " + std::to_string(pid_) +
                ") to stop, but it did not. Its data is safe; look at it."};
    }
    forget();
    return ok_status();
}

}  // namespace sagaflow::server
