// prepare_socket_directory() of cluster.hpp.
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "server/embedded_postgres/cluster.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSocketPathBytesMax = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::string_view kSocketName = "/.s.PGSQL.5432";

// libpq splits `host` at commas and PostgreSQL its setting at commas and quotes: plain names only.
bool plain(const std::string& path) {
    return path.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+"
           ) == std::string::npos;
}

bool fits(const fs::path& directory) {
    return directory.string().size() + kSocketName.size() <= kSocketPathBytesMax &&
           plain(directory.string());
}

Error cannot(const std::string& deed, const fs::path& path) {
    return {
        ErrorCode::kUnavailable,
        "Expected to " + deed + " the socket directory " + path.string() +
            ", but the system refused: " + std::strerror(errno)};
}

// A real directory (no symbolic link), of this account alone. /tmp is everybody's.
bool is_ours(const fs::path& directory, const PostgresAccount& account) {
    struct stat found {};
    if (lstat(directory.c_str(), &found) != 0) return false;
    return S_ISDIR(found.st_mode) && found.st_uid == account.uid && (found.st_mode & 077) == 0;
}

Status hand_over(const fs::path& directory, const PostgresAccount& account) {
    if (chmod(directory.c_str(), 0700) != 0) return cannot("protect", directory);
    if (account.switch_user && lchown(directory.c_str(), account.uid, account.gid) != 0) {
        return cannot("hand over", directory);
    }
    return ok_status();
}

Result<fs::path> beside_the_data(const fs::path& directory, const PostgresAccount& account) {
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return cannot("create", directory);
    if (const auto ours = hand_over(directory, account); !ours) return ours.error();
    return directory;
}

// The record names its own data directory too: a copy of that directory must not share the socket.
fs::path recorded(const ClusterLayout& layout) {
    std::ifstream in(layout.socket_directory_record());
    std::string sockets;
    std::string owner;
    std::getline(in, sockets);
    std::getline(in, owner);
    return owner == layout.data_dir.string() ? fs::path(sockets) : fs::path();
}

Result<fs::path> short_elsewhere(const ClusterLayout& layout, const PostgresAccount& account) {
    const fs::path known = recorded(layout);
    if (!known.empty() && is_ours(known, account)) return known;
    std::string name = "/tmp/sagaflow-pg-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) return cannot("create", name);
    if (const auto ours = hand_over(name, account); !ours) return ours.error();
    std::ofstream out(layout.socket_directory_record(), std::ios::trunc);
    out << name << "\n" << layout.data_dir.string() << "\n";
    out.flush();
    if (!out) return cannot("record", layout.socket_directory_record());
    return fs::path(name);
}

}  // namespace

Result<fs::path> prepare_socket_directory(
    const ClusterLayout& layout, const PostgresAccount& account
) {
    const fs::path beside = layout.data_dir / "run";
    if (fits(beside)) return beside_the_data(beside, account);
    return short_elsewhere(layout, account);
}

}  // namespace sagaflow::server
