#include "tests/support/private_postgres.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/postmaster.hpp"

namespace sagaflow::testing {
namespace {

namespace fs = std::filesystem;
using namespace sagaflow::server;

constexpr std::string_view kDirectoryPrefix = "sagaflow-test-pg-";
constexpr const char* kDirectoryTemplate = "/tmp/sagaflow-test-pg-XXXXXX";
constexpr std::chrono::minutes kCopyDeadline{2};

[[noreturn]] void give_up(const std::string& reason) {
    std::fprintf(stderr, "The tests' private PostgreSQL: %s\n", reason.c_str());
    std::exit(EXIT_FAILURE);
}

template <typename T>
T must(Result<T> outcome) {
    if (!outcome.ok()) give_up(outcome.error().message);
    return std::move(outcome).value();
}

int lock_file(const fs::path& path, int operation) {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    if (flock(fd, operation) == 0) return fd;
    close(fd);
    return -1;
}

// Directories of test programs that were killed: their lock is free. Ours is taken by then.
void sweep_abandoned() {
    for (const auto& entry : fs::directory_iterator("/tmp")) {
        if (!entry.path().filename().string().starts_with(kDirectoryPrefix)) continue;
        struct stat found {};
        if (lstat(entry.path().c_str(), &found) != 0 || found.st_uid != geteuid()) continue;
        const int lock = lock_file(entry.path() / "lock", LOCK_EX | LOCK_NB);
        if (lock < 0) continue;
        std::error_code ignored;
        fs::remove_all(entry.path(), ignored);
        close(lock);
    }
}

// Serialises making a directory with sweeping, so that none is swept before it is locked.
class SweepLock {
public:
    explicit SweepLock(const fs::path& directory)
        : fd_(lock_file(directory / "sweep.lock", LOCK_EX)) {
        if (fd_ < 0) give_up("cannot lock " + (directory / "sweep.lock").string());
    }
    ~SweepLock() { close(fd_); }
    SweepLock(const SweepLock&) = delete;
    SweepLock& operator=(const SweepLock&) = delete;

private:
    int fd_;
};

fs::path template_directory() {
    const fs::path directory = fs::path(SAGAFLOW_BINARY_DIR) / "test-postgres";
    fs::create_directories(directory);
    return directory;
}

void copy_tree(const fs::path& from, const fs::path& to) {
    const auto outcome = must(run_to_end(
        {.program = "/bin/cp", .arguments = {"-a", "--reflink=auto", from.string(), to.string()}},
        kCopyDeadline
    ));
    if (outcome.exit_status != 0) give_up("cp: " + outcome.output);
}

std::string quoted_failure(PGconn* connection, const std::string& sql) {
    return sql + ": " + PQerrorMessage(connection);
}

}  // namespace

struct PrivatePostgres::Parts {
    PostmasterOptions options;
    std::optional<Postmaster> server;
    int lock_fd = -1;

    // initdb once for this build folder, copied from then on: ctest runs each test in a process
    // of its own, and copying takes a tenth of initdb's time.
    void make_cluster() {
        const fs::path stored =
            template_directory() / ("cluster-" + std::to_string(options.binaries.major_version) +
                                    "-" + options.account.name);
        if (fs::exists(stored)) {
            copy_tree(stored, options.layout.cluster());
        }
        must(prepare_cluster(
            options.layout, options.binaries, options.account, Durability::kForgetful
        ));
        if (fs::exists(stored)) return;
        const fs::path draft = stored.string() + ".new";
        fs::remove_all(draft);
        copy_tree(options.layout.cluster(), draft);
        fs::rename(draft, stored);
    }

    void make_directory() {
        std::string name = kDirectoryTemplate;
        if (mkdtemp(name.data()) == nullptr) give_up("cannot create " + name);
        if (chmod(name.c_str(), 0755) != 0) give_up("cannot open up " + name);
        options.layout.data_dir = name;
        lock_fd = lock_file(options.layout.lock(), LOCK_EX | LOCK_NB);
        if (lock_fd < 0) give_up("cannot lock " + options.layout.lock().string());
    }

    void run_sql(const std::string& sql) const {
        PGconn* connection =
            PQconnectdb(server::connection_string(options.socket_directory, "postgres").c_str());
        PGresult* result = PQexec(connection, sql.c_str());
        const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
        const std::string failure = done ? "" : quoted_failure(connection, sql);
        PQclear(result);
        PQfinish(connection);
        if (!done) give_up(failure);
    }
};

PrivatePostgres& PrivatePostgres::instance() {
    static PrivatePostgres only;
    return only;
}

PrivatePostgres::PrivatePostgres() : parts_(std::make_unique<Parts>()) {
    PostmasterOptions& options = parts_->options;
    const char* directory = std::getenv("SAGAFLOW_PG_BIN");
    options.binaries = must(find_postgres_binaries(directory == nullptr ? "" : directory));
    options.account = must(choose_account("postgres"));
    options.death_signal = SIGQUIT;
    {
        const SweepLock alone(template_directory());
        sweep_abandoned();
        parts_->make_directory();
        parts_->make_cluster();
    }
    options.socket_directory = must(prepare_socket_directory(options.layout, options.account));
    start_server();
}

PrivatePostgres::~PrivatePostgres() {
    if (parts_->server) {
        kill(parts_->server->pid(), SIGQUIT);  // nothing here is worth a checkpoint
        wait_for_end(parts_->server->process_handle(), std::chrono::seconds(30));
        parts_->server->forget();
    }
    std::error_code ignored;
    fs::remove_all(parts_->options.layout.data_dir, ignored);
    close(parts_->lock_fd);
}

std::string PrivatePostgres::create_database() {
    const std::string name = "test_" + std::to_string(++databases_made_);
    parts_->run_sql("CREATE DATABASE " + name);
    return name;
}

void PrivatePostgres::drop_database(const std::string& name) {
    if (parts_->server) parts_->run_sql("DROP DATABASE " + name + " WITH (FORCE)");
}

std::string PrivatePostgres::connection_string(const std::string& database) const {
    return server::connection_string(parts_->options.socket_directory, database);
}

const fs::path& PrivatePostgres::socket_directory() const {
    return parts_->options.socket_directory;
}

void PrivatePostgres::kill_server() {
    if (!parts_->server) give_up("kill_server() without a running server");
    kill(parts_->server->pid(), SIGKILL);
    if (!wait_for_end(parts_->server->process_handle(), std::chrono::seconds(30))) {
        give_up("the server survived SIGKILL");
    }
    parts_->server->forget();
    parts_->server.reset();
}

void PrivatePostgres::stop_server() {
    if (!parts_->server) give_up("stop_server() without a running server");
    must(parts_->server->stop());
    parts_->server.reset();
}

void PrivatePostgres::start_server() {
    if (parts_->server) give_up("start_server() while it runs");
    parts_->server.emplace(must(Postmaster::start(parts_->options)));
}

}  // namespace sagaflow::testing
