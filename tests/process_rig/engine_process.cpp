#include "tests/process_rig/engine_process.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/postmaster.hpp"

namespace sagaflow::testing {
namespace {

constexpr std::chrono::seconds kStartLimit{120};
constexpr std::chrono::seconds kStopLimit{120};
constexpr std::chrono::milliseconds kAskAgainAfter{50};

std::optional<server::PostmasterPid> postmaster_of(const std::filesystem::path& data_dir) {
    return server::read_postmaster_pid(server::ClusterLayout{data_dir}.postmaster_pid());
}

// Another build may be put to the same tests.
std::string program() {
    const char* named = std::getenv("SAGAFLOW_PROGRAM");
    return named == nullptr || *named == '\0' ? SAGAFLOW_PROGRAM : named;
}

std::string url_in(const std::string& line) {
    return nlohmann::json::parse(line).at("url").get<std::string>();
}

}  // namespace

EngineProcess::EngineProcess(EngineOptions options) : options_(std::move(options)) {}

EngineProcess::~EngineProcess() {
    if (process_) {
        kill(process_->pid(), SIGCONT);  // one that is stopped would never hear the next signal
        kill(process_->pid(), SIGTERM);
        process_->wait(kStopLimit);
        process_.reset();
    }
    if (!options_.database) end_database();
}

std::filesystem::path EngineProcess::log() const {
    return options_.data_dir.parent_path() / (options_.name + ".log");
}

void EngineProcess::start() {
    launch();
    wait_until_ready();
}

void EngineProcess::launch() {
    std::vector<std::string> words = options_.launcher;
    const std::string data_dir = options_.data_dir.string();
    for (const std::string& word :
         {program(),
          std::string("serve"),
          std::string("--listen"),
          std::string("127.0.0.1:0"),
          std::string("--data-dir"),
          data_dir,
          std::string("--config"),
          options_.config,
          std::string("--node"),
          options_.name,
          std::string("--log-format"),
          std::string("json"),
          std::string("--log-level"),
          options_.log_level}) {
        words.push_back(word);
    }
    if (options_.database) words.insert(words.end(), {"--database", *options_.database});
    process_.reset();
    process_ = std::make_unique<ChildProcess>(
        words.front(), std::vector<std::string>(words.begin() + 1, words.end()), log()
    );
}

void EngineProcess::wait_until_ready() {
    const auto serving = process_->wait_for_line("\"message\":\"serving\"", kStartLimit);
    if (!serving) throw std::runtime_error("the engine did not start; see " + log().string());
    listens_at(url_in(*serving));
    if (!wait_for_status("/readyz", 200, kStartLimit)) {
        throw std::runtime_error("the engine did not get ready; see " + log().string());
    }
}

void EngineProcess::kill_now() {
    listens_at("");
    process_->kill_now();
    process_.reset();
}

int EngineProcess::wait_for_end() {
    const auto status = process_->wait(kStopLimit);
    if (!status) throw std::runtime_error("the engine did not stop after SIGTERM");
    listens_at("");
    process_.reset();
    return *status;
}

void EngineProcess::kill_database() const {
    const auto running = postmaster_of(options_.data_dir);
    if (!running) throw std::runtime_error("no PostgreSQL runs in " + options_.data_dir.string());
    const auto handle = server::open_process_handle(running->pid);
    if (!handle.ok() || kill(running->pid, SIGKILL) != 0) {
        throw std::runtime_error("PostgreSQL cannot be killed");
    }
    const bool ended = server::wait_for_end(*handle, kStopLimit);
    close(*handle);
    if (!ended) throw std::runtime_error("PostgreSQL survived SIGKILL");
}

// A killed engine leaves its PostgreSQL running, for the next one to take over.
void EngineProcess::end_database() const {
    const auto running = postmaster_of(options_.data_dir);
    if (!running) return;
    const auto handle = server::open_process_handle(running->pid);
    if (!handle.ok()) return;
    kill(running->pid, SIGQUIT);
    server::wait_for_end(*handle, kStopLimit);
    close(*handle);
}

void EngineProcess::listens_at(std::string url) {
    const std::scoped_lock lock(mutex_);
    base_url_ = std::move(url);
    moved_.notify_all();
}

std::string EngineProcess::base_url() const {
    const std::scoped_lock lock(mutex_);
    return base_url_;
}

bool EngineProcess::wait_for_restart(const std::string& old_url, std::chrono::milliseconds limit)
    const {
    std::unique_lock lock(mutex_);
    return moved_.wait_for(lock, limit, [&] { return !base_url_.empty() && base_url_ != old_url; });
}

bool EngineProcess::wait_for_status(
    const std::string& path, int status, std::chrono::milliseconds limit
) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (api().get(path).status != status) {
        if (std::chrono::steady_clock::now() > until) return false;
        process_->wait_for_output(kAskAgainAfter);
    }
    return true;
}

}  // namespace sagaflow::testing
