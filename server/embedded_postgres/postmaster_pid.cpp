// read_postmaster_pid() and holder_of() of postmaster.hpp.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <vector>

#include "server/embedded_postgres/postmaster.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;

// Lines of the file, from PostgreSQL's miscadmin.h.
constexpr std::size_t kPidLine = 0;
constexpr std::size_t kDataDirectoryLine = 1;
constexpr std::size_t kSocketDirectoryLine = 4;

std::string proc_path(pid_t pid, const char* entry) {
    return "/proc/" + std::to_string(pid) + "/" + entry;
}

bool same_directory(const std::string& one, const fs::path& other) {
    struct stat a {};
    struct stat b {};
    if (stat(one.c_str(), &a) != 0 || stat(other.c_str(), &b) != 0) return false;
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// From the kernel's short name, which is readable for processes of other users as well.
bool is_postgres(pid_t pid) {
    std::ifstream in(proc_path(pid, "comm"));
    std::string name;
    std::getline(in, name);
    return name == "postgres" || name == "postmaster";
}

bool is_zombie(pid_t pid) {
    std::ifstream in(proc_path(pid, "stat"));
    std::string text;
    std::getline(in, text);
    const auto after_name = text.rfind(')');
    return after_name != std::string::npos && text.compare(after_name, 3, ") Z") == 0;
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

PidHolder holder_of(pid_t pid, const fs::path& cluster) {
    if (pid <= 0) return PidHolder::kNobody;
    if (kill(pid, 0) != 0 && errno == ESRCH) return PidHolder::kNobody;
    if (is_zombie(pid)) return PidHolder::kNobody;
    // The server changes into its data directory, whatever path it was started with.
    if (same_directory(proc_path(pid, "cwd"), cluster)) return PidHolder::kThisCluster;
    return is_postgres(pid) ? PidHolder::kAnotherCluster : PidHolder::kAnotherProgram;
}

}  // namespace sagaflow::server
