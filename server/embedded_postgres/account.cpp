#include "server/embedded_postgres/account.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sagaflow::server {
namespace {

constexpr int kAllOpen = 0;
constexpr int kCouldNotAsk = 255;

struct PasswordEntry {
    std::string name;
    std::string home;
    uid_t uid = 0;
    gid_t gid = 0;
};

PasswordEntry entry_of(const passwd& found) {
    return {
        found.pw_name, found.pw_dir == nullptr ? "/" : found.pw_dir, found.pw_uid, found.pw_gid};
}

// The _r calls take a caller's buffer; entries beyond this size do not exist in practice.
constexpr std::size_t kPasswordEntryBytesMax = 64 * 1024;

std::optional<PasswordEntry> find_user(const std::string& name) {
    std::vector<char> buffer(kPasswordEntryBytesMax);
    passwd storage{};
    passwd* found = nullptr;
    getpwnam_r(name.c_str(), &storage, buffer.data(), buffer.size(), &found);
    if (found == nullptr) return std::nullopt;
    return entry_of(*found);
}

std::optional<PasswordEntry> find_user(uid_t uid) {
    std::vector<char> buffer(kPasswordEntryBytesMax);
    passwd storage{};
    passwd* found = nullptr;
    getpwuid_r(uid, &storage, buffer.data(), buffer.size(), &found);
    if (found == nullptr) return std::nullopt;
    return entry_of(*found);
}

std::vector<gid_t> groups_of(const PasswordEntry& entry) {
    int count = 64;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    if (getgrouplist(entry.name.c_str(), entry.gid, groups.data(), &count) < 0) {
        groups.resize(static_cast<std::size_t>(count));
        getgrouplist(entry.name.c_str(), entry.gid, groups.data(), &count);
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

PostgresAccount account_of(const PasswordEntry& entry, bool switch_user) {
    return {entry.name, entry.home, entry.uid, entry.gid, groups_of(entry), switch_user};
}

Error no_such_user(const std::string& name) {
    return {
        ErrorCode::kUnavailable,
        "Expected the user '" + name +
            "' to exist, because PostgreSQL refuses to run as root and " +
            "this process is root, but there is none. Create it: useradd --system --user-group " +
            "--home-dir /nonexistent --shell /usr/sbin/nologin " + name +
            "; or name another user in SAGAFLOW_PG_USER; or give --database URL."};
}

Error no_passwd_entry(uid_t uid) {
    return {
        ErrorCode::kUnavailable,
        "Expected user id " + std::to_string(uid) + " to have an entry in /etc/passwd, because " +
            "PostgreSQL asks for its name, but it has none (a container with a random user id?). " +
            "Add one, preload libnss_wrapper.so, or give --database URL."};
}

Error root_given(const std::string& name) {
    return {
        ErrorCode::kUnavailable,
        "Expected a user other than root for PostgreSQL, but '" + name +
            "' is root. Name another " + "user in SAGAFLOW_PG_USER, or give --database URL."};
}

}  // namespace

std::string current_user_name() {
    const auto entry = find_user(geteuid());
    return entry ? entry->name : std::string();
}

Result<PostgresAccount> choose_account(const std::string& user_name) {
    if (geteuid() != 0) {
        const auto self = find_user(geteuid());
        if (!self) return no_passwd_entry(geteuid());
        return account_of(*self, false);
    }
    const auto user = find_user(user_name);
    if (!user) return no_such_user(user_name);
    if (user->uid == 0) return root_given(user_name);
    return account_of(*user, true);
}

int become(const PostgresAccount& account) noexcept {
    if (setgroups(account.groups.size(), account.groups.data()) != 0) return errno;
    if (setgid(account.gid) != 0) return errno;
    if (setuid(account.uid) != 0) return errno;
    return 0;
}

Result<std::optional<std::filesystem::path>> first_closed_directory(
    const PostgresAccount& account, const std::filesystem::path& directory
) {
    using MaybePath = std::optional<std::filesystem::path>;
    std::vector<std::string> prefixes;
    std::filesystem::path prefix;
    for (const auto& part : directory) {
        prefix /= part;
        prefixes.push_back(prefix.string());
    }
    if (prefixes.size() >= kCouldNotAsk) {
        return Error{
            ErrorCode::kInvalidArgument,
            "Expected a path of fewer than 255 parts, but got " + directory.string()};
    }
    const pid_t child = fork();
    if (child == 0) {
        if (account.switch_user && become(account) != 0) _exit(kCouldNotAsk);
        for (std::size_t i = 0; i < prefixes.size(); ++i) {
            if (access(prefixes[i].c_str(), X_OK) != 0) _exit(static_cast<int>(i) + 1);
        }
        _exit(kAllOpen);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) == kCouldNotAsk) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to switch to the user '" + account.name +
                "', but the system refused (a container without CAP_SETUID?). Start the " +
                "engine as that user, or give --database URL."};
    }
    if (WEXITSTATUS(status) == kAllOpen) return MaybePath{};
    return MaybePath{prefixes[static_cast<std::size_t>(WEXITSTATUS(status)) - 1]};
}

}  // namespace sagaflow::server
