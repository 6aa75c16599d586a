#include "server/embedded_postgres/cluster.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/settings.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;

// initdb takes about a second; a slow disk may take many. Beyond this something hangs.
constexpr std::chrono::minutes kInitdbDeadline{5};

Error cannot(const std::string& deed, const fs::path& path, int error) {
    return {
        ErrorCode::kUnavailable,
        "Expected to " + deed + " " + path.string() + ", but the system refused: " +
            std::strerror(error) + ". Choose another --data-dir, or mend its permissions."};
}

// A directory of mode 0700 that the account owns.
Status make_own_directory(const fs::path& path, const PostgresAccount& account) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return cannot("create", path, errno);
    if (!account.switch_user) return ok_status();
    if (chown(path.c_str(), account.uid, account.gid) != 0) return cannot("hand over", path, errno);
    return ok_status();
}

Status write_own_file(
    const fs::path& path, const std::string& content, const PostgresAccount& account
) {
    const fs::path draft = path.string() + ".new";
    {
        std::ofstream out(draft, std::ios::trunc);
        out << content;
        out.flush();
        if (!out) return cannot("write", draft, errno);
    }
    if (chmod(draft.c_str(), 0600) != 0) return cannot("protect", draft, errno);
    if (account.switch_user && chown(draft.c_str(), account.uid, account.gid) != 0) {
        return cannot("hand over", draft, errno);
    }
    if (rename(draft.c_str(), path.c_str()) != 0) return cannot("replace", path, errno);
    return ok_status();
}

std::string read_line(const fs::path& path) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    return line;
}

// Without exceptions: a path that may not be looked at counts as absent, and using it then fails
// with the system's reason.
bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// Directories that we make are passable whatever the umask: PostgreSQL's user must get through.
Status make_passable_directories(const fs::path& path) {
    if (path.empty() || is_there(path)) return ok_status();
    if (const auto made = make_passable_directories(path.parent_path()); !made) return made;
    if (mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return cannot("create", path, errno);
    if (chmod(path.c_str(), 0755) != 0) return cannot("open", path, errno);
    return ok_status();
}

Error closed_directory(
    const fs::path& closed, const ClusterLayout& layout, const PostgresAccount& account
) {
    return {
        ErrorCode::kUnavailable,
        "Expected the user '" + account.name + "' (PostgreSQL refuses to run as root) to reach " +
            layout.data_dir.string() + ", but it may not enter " + closed.string() +
            ". Choose another place, such as --data-dir /var/lib/sagaflow, or let it through: " +
            "chmod o+x '" + closed.string() + "'."};
}

Status run_initdb(
    const ClusterLayout& layout,
    const PostgresBinaries& binaries,
    const PostgresAccount& account,
    Durability durability
) {
    Command command{.program = binaries.path("initdb"), .account = account};
    command.arguments = {
        "--pgdata=" + layout.unfinished_cluster().string(),
        std::string("--username=") + kClusterRole,
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
        "--auth-local=peer",
        "--auth-host=reject",
    };
    if (durability == Durability::kForgetful) command.arguments.push_back("--no-sync");
    const auto outcome = run_to_end(std::move(command), kInitdbDeadline);
    if (!outcome) return outcome.error();
    if (outcome.value().exit_status == 0) return ok_status();
    return Error{
        ErrorCode::kUnavailable,
        "Expected initdb to make a cluster in " + layout.unfinished_cluster().string() +
            ", but it " + (outcome.value().timed_out ? "did not end in 5 minutes" : "failed") +
            ": " + outcome.value().output};
}

Status make_cluster(
    const ClusterLayout& layout,
    const PostgresBinaries& binaries,
    const PostgresAccount& account,
    Durability durability
) {
    const fs::path unfinished = layout.unfinished_cluster();
    std::error_code error;
    fs::remove_all(unfinished, error);  // of a start that was killed in the middle
    if (error) return cannot("remove", unfinished, error.value());
    if (const auto made = make_own_directory(unfinished, account); !made) return made;
    if (const auto made = run_initdb(layout, binaries, account, durability); !made) return made;
    {
        std::ofstream config(unfinished / "postgresql.conf", std::ios::app);
        config << kIncludeLines;
        config.flush();
        if (!config) return cannot("write", unfinished / "postgresql.conf", errno);
    }
    const auto invited =
        write_own_file(unfinished / "local.conf", "# Your settings; read last.\n", account);
    if (!invited) return invited;
    // The mark by which we know our own; prepare_cluster fills it at each start.
    if (const auto marked = write_own_file(unfinished / "sagaflow.conf", "", account); !marked) {
        return marked;
    }
    if (rename(unfinished.c_str(), layout.cluster().c_str()) != 0) {
        return cannot("rename", unfinished, errno);
    }
    return ok_status();
}

Status check_cluster(const ClusterLayout& layout, const PostgresBinaries& binaries) {
    const std::string version = read_line(layout.cluster() / "PG_VERSION");
    if (version.empty() || !is_there(layout.cluster() / "sagaflow.conf")) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected " + layout.cluster().string() +
                " to be a cluster that sagaflow made, but it " +
                "is not. Choose another --data-dir; to use a cluster of your own, start it and "
                "give " +
                "--database URL."};
    }
    if (version == std::to_string(binaries.major_version)) return ok_status();
    return Error{
        ErrorCode::kUnavailable,
        "Expected PostgreSQL " + version + ", which made " + layout.cluster().string() +
            ", but found " + std::to_string(binaries.major_version) + " in " + binaries.directory +
            ". Name the matching programs: SAGAFLOW_PG_BIN=/usr/lib/postgresql/" + version +
            "/bin; or move the data with pg_upgrade."};
}

}  // namespace

Status prepare_data_directory(const ClusterLayout& layout, const PostgresAccount& account) {
    if (const auto made = make_passable_directories(layout.data_dir); !made) return made;
    const auto closed = first_closed_directory(account, layout.data_dir);
    if (!closed) return closed.error();
    if (closed.value()) return closed_directory(*closed.value(), layout, account);
    return ok_status();
}

Status prepare_cluster(
    const ClusterLayout& layout,
    const PostgresBinaries& binaries,
    const PostgresAccount& account,
    Durability durability
) {
    if (!is_there(layout.cluster())) {
        const auto made = make_cluster(layout, binaries, account, durability);
        if (!made) return made;
    }
    if (const auto good = check_cluster(layout, binaries); !good) return good;
    const std::vector<ConfigurationFile> files = configuration_files(
        {.engine_user = current_user_name(), .server_user = account.name, .durability = durability}
    );
    for (const auto& [name, content] : files) {
        const auto written = write_own_file(layout.cluster() / name, content, account);
        if (!written) return written;
    }
    return ok_status();
}

}  // namespace sagaflow::server
