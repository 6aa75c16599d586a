#include "server/embedded_postgres/embedded_postgres.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "engine/core/ensure.hpp"
#include "server/embedded_postgres/supervisor.hpp"

namespace sagaflow::server {
namespace {

namespace fs = std::filesystem;

// A server that runs answers at once; one that recovers says so and gets its time.
constexpr std::chrono::seconds kAdoptionLimit{10};
// Its socket is not there: deleted, or the server has just begun.
constexpr std::chrono::seconds kUnreachableLimit{1};

std::string from_environment(const char* name, const std::string& otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

std::string holder_named_in(int lock_fd) {
    std::array<char, 32> text{};
    const ssize_t got = pread(lock_fd, text.data(), text.size() - 1, 0);
    const std::string holder(text.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got)));
    return holder.empty() ? "another process" : "process " + holder.substr(0, holder.find('\n'));
}

// Held until the descriptor closes; the kernel closes it when the engine dies, however it dies.
Result<int> take_lock(const ClusterLayout& layout) {
    const int fd = open(layout.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return Error{
            ErrorCode::kUnavailable,
            "Expected to open " + layout.lock().string() +
                ", but the system refused: " + std::strerror(errno) +
                ". Is the directory another user's? Choose another "
                "--data-dir, or run as that user."};
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const std::string holder = holder_named_in(fd);
        close(fd);
        return Error{
            ErrorCode::kUnavailable,
            "Expected to be the only engine in " + layout.data_dir.string() + ", but " + holder +
                " uses it. Stop that one, or choose another --data-dir. To run several engines on "
                "one database, give each --database URL."};
    }
    const std::string self = std::to_string(getpid()) + "\n";
    if (ftruncate(fd, 0) != 0 || pwrite(fd, self.data(), self.size(), 0) < 0) {
        close(fd);
        return Error{
            ErrorCode::kUnavailable,
            "Expected to write " + layout.lock().string() +
                ", but the system refused: " + std::strerror(errno)};
    }
    return fd;
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Connection connect(const fs::path& sockets, const std::string& database) {
    const auto target = connection_string(sockets, database) + " connect_timeout=30";
    return {PQconnectdb(target.c_str()), &PQfinish};
}

// The engine's database, made on the first start. CREATE DATABASE takes no parameters; the name is
// a constant of ours.
Status ensure_database(const fs::path& sockets) {
    if (PQstatus(connect(sockets, kClusterDatabase).get()) == CONNECTION_OK) return ok_status();
    const Connection connection = connect(sockets, "postgres");
    const auto sql = std::string("CREATE DATABASE ") + kClusterDatabase;
    const std::unique_ptr<PGresult, decltype(&PQclear)> made(
        PQexec(connection.get(), sql.c_str()), &PQclear
    );
    if (PQresultStatus(made.get()) == PGRES_COMMAND_OK) return ok_status();
    return Error{
        ErrorCode::kUnavailable,
        std::string("Expected to create the database ") + kClusterDatabase +
            ", but PostgreSQL answered: " + PQerrorMessage(connection.get())};
}

fs::path absolute_path(const fs::path& path) {
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error).lexically_normal();
    if (error || absolute.empty()) return path;
    // "data/" has an empty last part, which would make two spellings of one directory.
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

}  // namespace

struct EmbeddedPostgres::Parts {
    EmbeddedPostgresOptions given;
    PostmasterOptions options;
    std::optional<Supervisor> supervisor;
    int lock_fd = -1;

    void tell(const std::string& text) const {
        if (given.notice) given.notice(text);
    }

    void unlock() {
        if (lock_fd >= 0) close(lock_fd);
        lock_fd = -1;
    }

    Status find_what_is_needed() {
        const auto binaries = find_postgres_binaries(given.binaries_directory);
        if (!binaries) return binaries.error();
        const auto account = choose_account(given.user);
        if (!account) return account.error();
        options.binaries = *binaries;
        options.account = *account;
        options.layout.data_dir = absolute_path(given.data_dir);
        return ok_status();
    }

    Status prepare() {
        const ClusterLayout& layout = options.layout;
        if (const auto ready = prepare_data_directory(layout, options.account); !ready)
            return ready;
        const auto lock = take_lock(layout);
        if (!lock) return lock.error();
        lock_fd = *lock;
        std::error_code ignored;
        if (!fs::exists(layout.cluster(), ignored)) {
            tell("making a PostgreSQL cluster in " + layout.cluster().string());
        }
        const auto ready =
            prepare_cluster(layout, options.binaries, options.account, given.durability);
        if (!ready) return ready;
        const auto sockets = prepare_socket_directory(layout, options.account);
        if (!sockets) return sockets.error();
        options.socket_directory = *sockets;
        return ok_status();
    }

    Result<Postmaster> take_over_or_start() {
        const auto running = find_running(options.layout, options.account);
        if (!running) return running.error();
        if (!running.value()) return Postmaster::start(options);
        PostmasterOptions patience = options;
        std::error_code ignored;
        const bool reachable =
            fs::exists(fs::path(running.value()->socket_directory) / ".s.PGSQL.5432", ignored);
        patience.start_limit = reachable ? kAdoptionLimit : kUnreachableLimit;
        auto adopted = Postmaster::adopt(patience, *running.value());
        if (adopted.ok()) {
            tell(
                "took over PostgreSQL (process " + std::to_string(adopted.value().pid()) +
                "), left running by an earlier engine"
            );
            options.socket_directory = adopted.value().socket_directory();
            return adopted;
        }
        tell(adopted.error().message);
        return Postmaster::start(options);
    }

    Result<std::string> start() {
        if (const auto found = find_what_is_needed(); !found) return found.error();
        if (const auto ready = prepare(); !ready) return ready.error();
        auto server = take_over_or_start();
        if (!server) return server.error();
        const auto usable = ensure_database(options.socket_directory);
        if (!usable) {
            static_cast<void>(server.value().stop());
            return usable.error();
        }
        supervisor.emplace(options, std::move(server).value(), [this](std::string_view text) {
            tell(std::string(text));
        });
        return connection_string(options.socket_directory, kClusterDatabase);
    }
};

EmbeddedPostgresOptions embedded_postgres_options(const fs::path& data_dir) {
    EmbeddedPostgresOptions options;
    options.data_dir = data_dir;
    options.binaries_directory = from_environment("SAGAFLOW_PG_BIN", "");
    options.user = from_environment("SAGAFLOW_PG_USER", options.user);
    return options;
}

EmbeddedPostgres::EmbeddedPostgres(EmbeddedPostgresOptions options)
    : parts_(std::make_unique<Parts>()) {
    parts_->given = std::move(options);
    parts_->options.cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    ENSURE(parts_->options.cancel_fd >= 0, "eventfd: out of file descriptors");
}

EmbeddedPostgres::~EmbeddedPostgres() {
    static_cast<void>(stop());
    close(parts_->options.cancel_fd);
}

Result<std::string> EmbeddedPostgres::start() {
    ENSURE(!parts_->supervisor, "start() of a running server");
    auto started = parts_->start();
    if (!started) parts_->unlock();
    return started;
}

void EmbeddedPostgres::cancel() noexcept {
    const std::uint64_t one = 1;
    // It can only fail when it is cancelled already.
    [[maybe_unused]] const ssize_t written = write(parts_->options.cancel_fd, &one, sizeof one);
}

Status EmbeddedPostgres::stop() {
    if (!parts_->supervisor) return ok_status();
    cancel();
    const auto stopped = parts_->supervisor->stop();
    parts_->supervisor.reset();
    std::uint64_t drained = 0;  // so that the object can be started again
    [[maybe_unused]] const ssize_t got = read(parts_->options.cancel_fd, &drained, sizeof drained);
    if (stopped) parts_->unlock();
    return stopped;
}

pid_t EmbeddedPostgres::server_pid() const {
    return parts_->supervisor ? parts_->supervisor->server_pid() : 0;
}

}  // namespace sagaflow::server
