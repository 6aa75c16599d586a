#include "tests/process_rig/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "server/embedded_postgres/child_process.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::chrono::seconds kKillLimit{120};

template <typename T>
T must(Result<T> outcome) {
    if (!outcome.ok()) throw std::runtime_error(outcome.error().message);
    return std::move(outcome).value();
}

}  // namespace

ChildProcess::ChildProcess(
    const std::string& program,
    const std::vector<std::string>& arguments,
    const std::filesystem::path& output
) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
    server::Command command;
    command.program = program;
    command.arguments = arguments;
    command.output_fd = ends[1];
    command.own_session = true;
    command.death_signal = SIGTERM;
    auto started = server::spawn(command);
    close(ends[1]);
    if (!started.ok()) close(ends[0]);
    pid_ = must(std::move(started));
    handle_ = must(server::open_process_handle(pid_));
    reader_ = std::thread([this, fd = ends[0], output] { read_output(fd, output); });
}

ChildProcess::~ChildProcess() {
    if (!status_) {
        ::kill(pid_, SIGKILL);
        server::reap(pid_);
    }
    reader_.join();
    close(handle_);
}

void ChildProcess::send(int signal) const {
    if (::kill(pid_, signal) != 0) throw std::runtime_error(std::strerror(errno));
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds limit) {
    if (!status_ && server::wait_for_end(handle_, limit)) status_ = server::reap(pid_);
    return status_;
}

void ChildProcess::kill_now() {
    send(SIGKILL);
    if (!wait(kKillLimit)) throw std::runtime_error("the process survived SIGKILL");
}

void ChildProcess::read_output(int fd, const std::filesystem::path& file) {
    std::ofstream copy(file, std::ios::app);
    std::string unfinished;
    std::array<char, 4096> chunk{};
    while (true) {
        const ssize_t got = read(fd, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        copy.write(chunk.data(), got).flush();
        unfinished.append(chunk.data(), static_cast<std::size_t>(got));
        const std::scoped_lock lock(mutex_);
        for (auto end = unfinished.find('\n'); end != std::string::npos;
             end = unfinished.find('\n')) {
            lines_.push_back(unfinished.substr(0, end));
            unfinished.erase(0, end + 1);
        }
        said_.notify_all();
    }
    close(fd);
    const std::scoped_lock lock(mutex_);
    silent_ = true;
    said_.notify_all();
}

std::size_t ChildProcess::said() const {
    const std::scoped_lock lock(mutex_);
    return lines_.size();
}

std::optional<std::string> ChildProcess::wait_for_line(
    const std::string& text, std::chrono::milliseconds limit, std::size_t from
) {
    std::unique_lock lock(mutex_);
    std::size_t looked_at = from;
    std::optional<std::string> found;
    said_.wait_for(lock, limit, [&] {
        for (; looked_at < lines_.size() && !found; ++looked_at) {
            if (lines_[looked_at].find(text) != std::string::npos) found = lines_[looked_at];
        }
        return found || silent_;
    });
    return found;
}

void ChildProcess::wait_for_output(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    const std::size_t before = lines_.size();
    said_.wait_for(lock, limit, [&] { return lines_.size() > before; });
}

}  // namespace sagaflow::testing
