// read_postmaster_pid(), serves() and find_running() of postmaster.hpp.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/postmaster.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;

// Lines of the file, from PostgreSQL's miscadmin.h.
constexpr std::size_t kPidLine = 0;
constexpr std::size_t kDataDirectoryLine = 1;
constexpr std::size_t kSocketDirectoryLine = 4;

constexpr int kSame = 0;
constexpr int kDifferent = 1;

bool same_directory(const char* one, const char* other) {
    struct stat a {};
    struct stat b {};
    if (stat(one, &a) != 0 || stat(other, &b) != 0) return false;
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// A process that has ended and waits for its parent to look: it holds nothing any more.
bool is_zombie(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(in, text);
    const auto after_name = text.rfind(')');
    return after_name != std::string::npos && text.compare(after_name, 3, ") Z") == 0;
}

Error copied_while_running(const ClusterLayout& layout, const PostmasterPid& found) {
    return {
        ErrorCode::kUnavailable,
        "Expected " + layout.postmaster_pid().string() + " to be of this cluster, but it names " +
            found.data_directory + ", where process " + std::to_string(found.pid) +
            " serves: the directory was copied while PostgreSQL ran, so the copy may be broken. " +
            "Copy it again after stopping that server; or, when it is a snapshot taken in one " +
            "instant, delete the file and start again."};
}

}  // namespace

std::optional<PostmasterPid> read_postmaster_pid(const fs::path& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    if (lines.size() <= kDataDirectoryLine) return std::nullopt;
    PostmasterPid found;
    try {
        found.pid = std::stoi(lines[kPidLine]);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    found.data_directory = lines[kDataDirectoryLine];
    if (lines.size() > kSocketDirectoryLine) found.socket_directory = lines[kSocketDirectoryLine];
    return found;
}

bool serves(pid_t pid, const fs::path& cluster, const PostgresAccount& account) {
    if (pid <= 0 || is_zombie(pid)) return false;
    const std::string working_directory = "/proc/" + std::to_string(pid) + "/cwd";
    const std::string directory = cluster.string();
    const pid_t child = fork();
    if (child == 0) {
        if (account.switch_user && become(account) != 0) _exit(kDifferent);
        _exit(same_directory(working_directory.c_str(), directory.c_str()) ? kSame : kDifferent);
    }
    if (child < 0) return false;
    const int status = reap(child);
    return WIFEXITED(status) && WEXITSTATUS(status) == kSame;
}

Result<std::optional<PostmasterPid>> find_running(
    const ClusterLayout& layout, const PostgresAccount& account
) {
    const auto found = read_postmaster_pid(layout.postmaster_pid());
    if (!found) return found;
    if (serves(found->pid, layout.cluster(), account)) return found;
    if (serves(found->pid, found->data_directory, account)) {
        return copied_while_running(layout, *found);
    }
    // PostgreSQL would refuse to start when the id now belongs to another process of its user.
    if (unlink(layout.postmaster_pid().c_str()) != 0 && errno != ENOENT) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to remove " + layout.postmaster_pid().string() +
                ", but the system refused: " + std::strerror(errno)};
    }
    return std::optional<PostmasterPid>{};
}

}  // namespace sagaflow::server
