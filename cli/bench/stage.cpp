#include "cli/bench/stage.hpp"

#include <signal.h>
#include <unistd.h>

#include "cli/bench/ticker.hpp"
#include "cli/client/api_client.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kTick{250};
constexpr std::chrono::seconds kSettleLimit{60};
constexpr milliseconds kSettlePause{20};

Error unexpected(const std::string& deed, const cli::Answer& answer) {
    return {
        ErrorCode::kInternal,
        "Expected to " + deed + ", but the engine answered " + std::to_string(answer.status) +
            ": " + answer.text};
}

}  // namespace

Counts operator-(const Counts& after, const Counts& before) {
    return {
        after.going_on - before.going_on,
        after.completed - before.completed,
        after.compensated - before.compensated,
        after.otherwise - before.otherwise};
}

Stage::Stage(const Options& options, cli::Terminal& terminal)
    : options_(options), terminal_(terminal), interrupt_([this] { io_.stop(); }) {
    const SystemClock clock;
    run_name_ = std::to_string(clock.now().ms) + "-" + std::to_string(getpid());
}

Status Stage::set(Endpoint::Answer answer, const std::vector<std::string>& definitions) {
    auto directory = PrivateDirectory::make();
    if (!directory.ok()) return directory.error();
    directory_.emplace(std::move(*directory));
    if (answer) {
        endpoint_ = std::make_unique<Endpoint>(std::move(answer));
        if (const Status started = endpoint_->start(); !started.ok()) return started;
    }
    const auto port = free_port();
    if (!port.ok()) return port.error();
    EngineOptions engine;
    engine.directory = directory_->path();
    engine.database = options_.database;
    engine.configuration = configuration();
    engine.port = *port;
    engine.interrupted = &interrupt_.flag();
    engine_ = std::make_unique<EngineProcess>(std::move(engine));
    say("starting the engine");
    if (const Status started = engine_->start(); !started.ok()) return started;
    for (const std::string& definition : definitions) {
        if (const Status deployed = deploy(definition); !deployed.ok()) return deployed;
    }
    return ok_status();
}

std::string Stage::configuration() const {
    if (endpoint_ == nullptr) return "{}";
    const Json connection = {
        {"type", "http"},
        {"baseUrl", "http://127.0.0.1:" + std::to_string(endpoint_->port())},
        {"limits", {{"concurrency", limits::kConnectionConcurrencyDefault}}}};
    return to_text({{"connections", {{"bench", connection}}}});
}

ProcessMeter Stage::meter() const {
    const pid_t postgres = options_.database ? options_.postgres_pid : engine_->private_postgres();
    return {engine_->pid(), postgres, endpoint_.get()};
}

std::optional<std::uint64_t> Stage::database_bytes() const {
    if (options_.database) return std::nullopt;
    return engine_->private_database_bytes();
}

Status Stage::deploy(const std::string& definition) const {
    const auto answer = cli::ApiClient(engine_->base_url()).post("/v1/sagas", definition);
    if (!answer.ok()) return answer.error();
    if (answer->status >= 300) return unexpected("deploy a definition", *answer);
    return ok_status();
}

Result<Counts> Stage::counts(const std::string& saga) const {
    const auto answer = cli::ApiClient(engine_->base_url()).get("/v1/sagas/" + saga);
    if (!answer.ok()) return answer.error();
    if (answer->status != 200) return unexpected("count instances", *answer);
    Counts counts;
    for (const auto& [status, count] : answer->body.at("instances").items()) {
        const auto number = count.get<std::int64_t>();
        if (status == "completed")
            counts.completed += number;
        else if (status == "compensated")
            counts.compensated += number;
        else if (status == "failed" || status == "terminated" || status.starts_with("partially"))
            counts.otherwise += number;
        else
            counts.going_on += number;
    }
    return counts;
}

Status Stage::still_fine() const {
    if (interrupt_.came()) return Error{ErrorCode::kUnavailable, "interrupted"};
    return engine_->check_alive();
}

Status Stage::run(LoadPlan plan, const std::function<std::string()>& shown) {
    plan.port = engine_->port();
    // Shows progress, and notices that there is nothing left to measure.
    Ticker ticker(io_, kTick, [this, &shown] {
        if (shown) say(shown());
        if (!still_fine().ok()) io_.stop();
    });
    plan.finished = [&ticker, then = std::move(plan.finished)] {
        ticker.stop();
        if (then) then();
    };
    io_.restart();
    Load load(io_, std::move(plan));
    load.start();
    ticker.start();
    if (!interrupt_.came()) io_.run();
    return still_fine();
}

Status Stage::pause(milliseconds time) {
    io_.restart();
    boost::asio::steady_timer timer(io_, time);
    timer.async_wait([](const boost::system::error_code&) {});
    if (!interrupt_.came()) io_.run();
    return still_fine();
}

Result<Counts> Stage::settled(const std::string& saga, const Counts& before) {
    const auto until = steady_clock::now() + kSettleLimit;
    while (true) {
        const auto now = counts(saga);
        if (!now.ok()) return now.error();
        const Counts since = *now - before;
        if (since.going_on == 0 || steady_clock::now() > until) return since;
        if (const Status paused = pause(kSettlePause); !paused.ok()) return paused.error();
    }
}

void Stage::say(const std::string& progress) {
    if (terminal_.is_interactive()) terminal_.progress(progress, false);
}

}  // namespace sagaflow::bench
