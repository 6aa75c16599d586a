#include "tests/faults/stage/postgres.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <stdexcept>

#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/postmaster.hpp"
#include "tests/faults/stage/sql.hpp"

namespace sagaflow::faults {
namespace {

namespace fs = std::filesystem;
using namespace sagaflow::server;

constexpr std::chrono::minutes kToolLimit{2};
constexpr int kGoneLimitMs = 60'000;

template <typename T>
T must(Result<T> outcome) {
    if (!outcome.ok()) throw std::runtime_error(outcome.error().message);
    return std::move(outcome).value();
}

void run_tool(
    const PostmasterOptions& options, const std::string& tool, std::vector<std::string> words
) {
    Command command{.program = tool, .arguments = std::move(words), .account = options.account};
    const auto outcome = must(run_to_end(std::move(command), kToolLimit));
    if (outcome.exit_status != 0) throw std::runtime_error(tool + ": " + outcome.output);
}

// A directory with a program "postgres" that runs the real one behind the launcher's words.
PostgresBinaries launched(
    const PostgresBinaries& real, const fs::path& directory, const std::vector<std::string>& words
) {
    PostgresBinaries wrapped = real;
    wrapped.directory = (directory / "bin").string();
    fs::create_directories(wrapped.directory);
    const std::string script = wrapped.path("postgres");
    {
        std::ofstream out(script);
        out << "#!/bin/sh\nexec";
        for (const std::string& word : words) out << " '" << word << "'";
        out << " '" << real.path("postgres") << "' \"$@\"\n";
    }
    chmod(script.c_str(), 0755);
    return wrapped;
}

int signal_of(StopMode mode) {
    switch (mode) {
        case StopMode::kSmart:
            return SIGTERM;
        case StopMode::kFast:
            return SIGINT;
        case StopMode::kImmediate:
            return SIGQUIT;
    }
    return SIGQUIT;
}

}  // namespace

struct Postgres::Parts {
    PostmasterOptions options;
    PostgresBinaries real;
    std::optional<Postmaster> server;

    void prepare(const fs::path& directory) {
        options.layout.data_dir = directory;
        real = must(find_postgres_binaries(""));
        options.binaries = real;
        options.account = must(choose_account("postgres"));
        options.death_signal = SIGQUIT;
        must(prepare_data_directory(options.layout, options.account));
        options.socket_directory = must(prepare_socket_directory(options.layout, options.account));
    }

    // For a tool that fills it as the account.
    void make_directory_of_account() const {
        const fs::path cluster = options.layout.cluster();
        fs::create_directory(cluster);
        const bool ours = chown(cluster.c_str(), options.account.uid, options.account.gid) == 0;
        if (!ours || chmod(cluster.c_str(), 0700) != 0) {
            throw std::runtime_error("cannot hand over " + cluster.string());
        }
    }

    // initdb is most of the time that a short row takes: use the cluster that the other tests of
    // this build folder keep, where there is one.
    void make_cluster() {
        const fs::path stored =
            fs::path(SAGAFLOW_BINARY_DIR) / "test-postgres" /
            ("cluster-" + std::to_string(real.major_version) + "-" + options.account.name);
        if (fs::exists(stored)) {
            const auto copied = must(run_to_end(
                {.program = "/bin/cp",
                 .arguments =
                     {"-a", "--reflink=auto", stored.string(), options.layout.cluster().string()}},
                kToolLimit
            ));
            if (copied.exit_status != 0) throw std::runtime_error("cp: " + copied.output);
        }
        must(prepare_cluster(options.layout, real, options.account, Durability::kDurable));
    }
};

Postgres::Postgres() : parts_(std::make_unique<Parts>()) {}

Postgres::Postgres(const fs::path& directory, const std::vector<std::string>& launcher)
    : Postgres() {
    fs::create_directories(directory);
    chmod(directory.c_str(), 0755);
    parts_->prepare(directory);
    parts_->make_cluster();
    if (!launcher.empty()) {
        parts_->options.binaries = launched(parts_->real, directory, launcher);
    }
    start();
    Sql sql(connection_string(parts_->options.socket_directory, "postgres"));
    sql.run("CREATE DATABASE sagaflow");
}

Postgres::~Postgres() {
    if (!parts_->server) return;
    kill(parts_->server->pid(), SIGQUIT);
    wait_until_gone(kGoneLimitMs);
}

std::unique_ptr<Postgres> Postgres::standby_of(const Postgres& primary, const fs::path& directory) {
    std::unique_ptr<Postgres> standby(new Postgres);
    Parts& parts = *standby->parts_;
    fs::create_directories(directory);
    chmod(directory.c_str(), 0755);
    parts.prepare(directory);
    parts.make_directory_of_account();
    run_tool(
        parts.options,
        parts.real.path("pg_basebackup"),
        {"-h",
         primary.parts_->options.socket_directory.string(),
         "-U",
         kClusterRole,
         "-D",
         parts.options.layout.cluster().string(),
         "-R",
         "-X",
         "stream",
         "-c",
         "fast",
         "--no-sync"}
    );
    standby->configure({"wal_retrieve_retry_interval = '200ms'", "synchronous_standby_names = ''"});
    standby->start();
    return standby;
}

void Postgres::start() { parts_->server.emplace(must(Postmaster::start(parts_->options))); }

void Postgres::ask_to_stop(StopMode mode) const { kill(parts_->server->pid(), signal_of(mode)); }

bool Postgres::wait_until_gone(int limit_ms) {
    if (!parts_->server) return true;
    const std::chrono::milliseconds limit(limit_ms);
    if (!wait_for_end(parts_->server->process_handle(), limit)) return false;
    parts_->server->forget();
    parts_->server.reset();
    return true;
}

void Postgres::kill_now() {
    kill(parts_->server->pid(), SIGKILL);
    if (!wait_until_gone(kGoneLimitMs)) throw std::runtime_error("PostgreSQL survived SIGKILL");
}

void Postgres::stop(StopMode mode) {
    ask_to_stop(mode);
    if (!wait_until_gone(kGoneLimitMs)) throw std::runtime_error("PostgreSQL does not stop");
}

void Postgres::promote() const {
    run_tool(
        parts_->options,
        parts_->real.path("pg_ctl"),
        {"promote", "-w", "-D", parts_->options.layout.cluster().string()}
    );
}

bool Postgres::runs() const { return parts_->server.has_value(); }
int Postgres::pid() const { return parts_->server ? parts_->server->pid() : 0; }

void Postgres::configure(const std::vector<std::string>& lines) const {
    const fs::path file = parts_->options.layout.cluster() / "local.conf";
    std::ofstream out(file, std::ios::trunc);
    for (const std::string& line : lines) out << line << "\n";
    out.flush();
    if (!out) throw std::runtime_error("cannot write " + file.string());
}

void Postgres::reload() const { kill(parts_->server->pid(), SIGHUP); }

std::string Postgres::conninfo() const {
    return connection_string(parts_->options.socket_directory, kClusterDatabase);
}

std::string Postgres::conninfo_of(const Postgres& first, const Postgres& second) {
    return "host=" + first.parts_->options.socket_directory.string() + "," +
           second.parts_->options.socket_directory.string() + " port=5432 user=" + kClusterRole +
           " dbname=" + kClusterDatabase + " target_session_attrs=read-write";
}

}  // namespace sagaflow::faults
