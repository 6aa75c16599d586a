#include "cli/bench/engine_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "cli/bench/process_meter.hpp"
#include "cli/client/api_client.hpp"
#include "server/embedded_postgres/child_process.hpp"
#include "server/embedded_postgres/postmaster.hpp"

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Making a cluster takes about two seconds, recovery after a kill far less than this.
constexpr std::chrono::seconds kReadyLimit{120};
constexpr milliseconds kReadyPause{2};
constexpr std::chrono::seconds kStopLimit{30};
constexpr std::size_t kLogLinesShown = 12;

std::string text_of(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void end_process(pid_t pid, int signal) {
    const auto handle = server::open_process_handle(pid);
    if (!handle.ok()) return;  // gone
    kill(pid, signal);
    server::wait_for_end(*handle, kStopLimit);
    close(*handle);
}

}  // namespace

std::string last_lines(const std::string& text, std::size_t lines) {
    std::size_t at = text.size();
    if (at > 0 && text.back() == '\n') --at;
    for (std::size_t i = 0; i < lines && at != std::string::npos && at > 0; ++i) {
        at = text.rfind('\n', at - 1);
    }
    return at == std::string::npos || at == 0 ? text : text.substr(at + 1);
}

Result<std::uint16_t> free_port() {
    using boost::asio::ip::tcp;
    boost::asio::io_context io;
    tcp::acceptor acceptor(io);
    boost::system::error_code error;
    acceptor.open(tcp::v4(), error);
    if (!error) acceptor.bind({boost::asio::ip::address_v4::loopback(), 0}, error);
    if (!error) return acceptor.local_endpoint().port();
    return Error{
        ErrorCode::kUnavailable,
        "Expected to find a free port, but the system refused: " + error.message()};
}

EngineProcess::EngineProcess(EngineOptions options) : options_(std::move(options)) {}

EngineProcess::~EngineProcess() {
    stop();
    if (const pid_t postgres = private_postgres()) end_process(postgres, SIGINT);
}

Status EngineProcess::start() {
    {
        std::ofstream config(options_.directory / "config.json", std::ios::trunc);
        config << options_.configuration;
        config.flush();
        if (!config) return failure("the configuration could not be written");
    }
    if (const Status spawned = spawn(); !spawned.ok()) return spawned;
    return wait_until_ready();
}

Status EngineProcess::spawn() {
    server::Command command;
    command.program = "/proc/self/exe";
    command.arguments = {
        "serve",
        "--listen=127.0.0.1:" + std::to_string(options_.port),
        "--data-dir=" + data_directory().string(),
        "--config=" + (options_.directory / "config.json").string(),
        "--node=bench",
        "--log-level=warning"};
    if (options_.database) command.arguments.push_back("--database=" + *options_.database);
    const int output = open(log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) return failure(std::strerror(errno));
    command.output_fd = output;
    command.own_session = true;  // Ctrl-C is ours: we end it when we have what we want
    command.death_signal = SIGTERM;
    const auto pid = server::spawn(command);
    close(output);
    if (!pid.ok()) return pid.error();
    pid_ = *pid;
    const auto handle = server::open_process_handle(pid_);
    if (!handle.ok()) return handle.error();
    handle_ = *handle;
    return ok_status();
}

Status EngineProcess::wait_until_ready() {
    const auto until = steady_clock::now() + kReadyLimit;
    const cli::ApiClient client(base_url());
    while (steady_clock::now() < until) {
        if (server::wait_for_end(handle_, kReadyPause)) {
            gone();
            return failure("it ended");
        }
        if (options_.interrupted != nullptr && options_.interrupted->load()) {
            return Error{ErrorCode::kUnavailable, "interrupted"};
        }
        const auto answer = client.get("/readyz");
        if (answer.ok() && answer->status == 200) return ok_status();
    }
    return failure("it was not ready after two minutes");
}

Status EngineProcess::check_alive() const {
    if (pid_ == 0 || !server::wait_for_end(handle_, milliseconds(0))) return ok_status();
    return failure("it ended in the middle of the run");
}

void EngineProcess::kill_now() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    gone();
}

void EngineProcess::stop() {
    if (pid_ == 0) return;
    kill(pid_, SIGTERM);
    if (!server::wait_for_end(handle_, kStopLimit)) kill(pid_, SIGKILL);
    gone();
}

void EngineProcess::gone() {
    server::reap(pid_);
    close(handle_);
    handle_ = -1;
    pid_ = 0;
}

Error EngineProcess::failure(const std::string& what) const {
    std::string message = "Expected `sagaflow serve` to run, but " + what;
    const std::string lines = last_lines(text_of(log()), kLogLinesShown);
    if (!lines.empty()) message += ". Its last lines:\n" + lines;
    return {ErrorCode::kUnavailable, message};
}

pid_t EngineProcess::private_postgres() const {
    if (options_.database) return 0;
    const server::ClusterLayout layout{data_directory()};
    const auto found = server::read_postmaster_pid(layout.postmaster_pid());
    return found ? found->pid : 0;
}

std::string EngineProcess::base_url() const {
    return "http://127.0.0.1:" + std::to_string(options_.port);
}

std::uint64_t EngineProcess::private_database_bytes() const {
    return bytes_under(server::ClusterLayout{data_directory()}.cluster() / "base");
}

}  // namespace sagaflow::bench
