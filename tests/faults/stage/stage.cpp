#include "tests/faults/stage/stage.hpp"

#include <poll.h>
#include <signal.h>

#include <future>
#include <stdexcept>

#include "tests/faults/load/sagas.hpp"

namespace sagaflow::faults {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using testing::ApiClient;
using testing::EngineOptions;

constexpr int kAskAgainAfterMs = 20;
constexpr milliseconds kRequestLimit{60'000};
constexpr double kLoadLimitS = 60;
constexpr std::size_t kPings = 12;  // one for most of the shards' owners
constexpr int kShareLimitMs = 60'000;

milliseconds ms(double value) { return milliseconds(static_cast<std::int64_t>(value)); }

}  // namespace

Stage::Stage(const std::string& row, RowSettings settings)
    : settings_(settings),
      scratch_(row),
      row_(row),
      random_(settings.seed),
      begun_(monotonic_us()) {
    if (settings_.keep) scratch_.keep();
    participant_ = std::make_unique<Participant>(scratch_.path() / "ledger.jsonl");
    log_ = std::make_unique<ClientLog>(scratch_.path() / "clients.jsonl");
    const json shop{
        {"type", "http"}, {"baseUrl", participant_->base_url()}, {"limits", {{"concurrency", 64}}}};
    connections_ = {{"shop", shop}, {"till", shop}};
    connections_["till"]["idempotent"] = true;
}

Stage::~Stage() {
    crowd_.reset();
    // One that is stopped would never hear that it is to end.
    for (const auto& engine : engines_) {
        if (engine->runs()) kill(engine->process().pid(), SIGCONT);
    }
    for (const auto& engine : engines_) {
        if (engine->runs()) engine->kill_now();
    }
    engines_.clear();
}

Postgres& Stage::database() {
    if (!database_) {
        database_ = std::make_unique<Postgres>(scratch_.path() / "db", launcher_);
        conninfo_ = database_->conninfo();
    }
    return *database_;
}

void Stage::add_connection(const std::string& name, json connection) {
    connections_[name] = std::move(connection);
}

std::string Stage::write_config(const EnginePlan& plan) const {
    const json config{
        {"connections", connections_},
        {"shards", {{"heartbeat", plan.heartbeat}, {"lease", plan.lease}}}};
    return scratch_.write(plan.name + ".json", config.dump(2)).string();
}

EngineProcess& Stage::add_engine(const EnginePlan& plan) {
    if (conninfo_.empty()) database();
    EngineOptions options;
    options.data_dir = scratch_.path() / plan.name;
    options.config = write_config(plan);
    options.database = plan.database.empty() ? conninfo_ : plan.database;
    options.name = plan.name;
    options.launcher = plan.launcher;
    engines_.push_back(std::make_unique<EngineProcess>(options));
    engine_list_.push_back(engines_.back().get());
    engines_.back()->start();
    return *engines_.back();
}

void Stage::deploy(const json& definition) {
    const auto until = monotonic_us() + kRequestLimit.count() * 1000;
    while (true) {
        const ApiAnswer answer = engine().api().post("/v1/sagas", definition);
        if (answer.status == 201 || answer.status == 200) break;
        if (answer.status != 503 || monotonic_us() > until) {
            throw std::runtime_error("a saga was not deployed: " + answer.body.dump());
        }
        poll(nullptr, 0, kAskAgainAfterMs);  // a server that refuses tells nobody when it is over
    }
    const std::string path = "/v1/sagas/" + definition.at("saga").get<std::string>();
    for (const auto& each : engines_) {
        if (each->runs()) each->wait_for_status(path, 200, kRequestLimit);
    }
}

void Stage::deploy_load(int version, const std::string& timeout) {
    std::vector<json> definitions;
    for (const LoadSaga& saga : load_sagas()) {
        definitions.push_back(load_definition(saga.name, version));
    }
    if (version == 1) definitions.push_back(ping_definition());
    for (json& definition : definitions) {
        definition["defaults"]["timeout"] = timeout;
        deploy(definition);
    }
    log_->write(
        {{"op", "wait"},
         {"saga", "timed"},
         {"before", "reserve"},
         {"after", "charge"},
         {"ms", kRestMs}}
    );
}

bool Stage::owns_shards(const std::string& node, int least) {
    Sql sql(conninfo_);
    return std::stoi(sql.value("SELECT count(*) FROM sagaflow.shard WHERE owner = '" + node + "'")
           ) >= least;
}

void Stage::wait_until_shared(std::size_t nodes, int least) {
    Sql sql(conninfo_);
    const bool shared = sql.wait_for(
        "SELECT count(*) FILTER (WHERE owner <> '' AND n >= " + std::to_string(least) +
            ") || '/' || coalesce(sum(n) FILTER (WHERE owner = ''), 0)"
            " FROM (SELECT owner, count(*) AS n FROM sagaflow.shard GROUP BY owner) AS each",
        std::to_string(nodes) + "/0",
        kShareLimitMs
    );
    if (!shared) throw std::runtime_error("the shards were not shared among the nodes");
}

void Stage::plan(const std::map<std::string, int>& faults, std::size_t successes_min) {
    log_->write({{"op", "plan"}, {"faults", faults}, {"successesMin", successes_min}});
}

void Stage::start_load(CrowdPlan plan) {
    crowd_plan_ = plan;
    load_begun_ = monotonic_us();
    crowd_ = std::make_unique<Crowd>(std::move(plan), engine_list_, *log_);
}

void Stage::load_for(double seconds) {
    const auto orders = static_cast<std::size_t>(seconds * crowd_plan_.rate * 0.85) + 1;
    if (!crowd_->wait_for_acknowledged(
            crowd_->acknowledged() + orders, ms((seconds + kLoadLimitS) * 1000)
        )) {
        throw std::runtime_error("the load stands still");
    }
}

bool Stage::time_left() const {
    return static_cast<double>(monotonic_us() - load_begun_) < settings_.seconds * 1e6;
}

double Stage::random_seconds(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
}

void Stage::injected(const std::string& fault, const std::string& evidence) {
    log_->injected(fault, evidence);
}

void Stage::kill_engine(EngineProcess& engine) {
    const pid_t pid = engine.process().pid();
    engine.kill_now();
    injected(
        "kill -9 of an engine", engine.name() + ", process " + std::to_string(pid) + ", is gone"
    );
}

bool Stage::ping(std::size_t number, const Engines& engines, double limit_ms) {
    Client client(engines, *log_, number);
    Order order;
    order.name = "ping-" + std::to_string(number);
    order.saga = "ping";
    order.expect = "completed";
    return client.start(order, ms(limit_ms)) && client.ended(order, ms(limit_ms));
}

double Stage::recovered(Micros since, double limit_ms) {
    Engines running;
    for (const EngineProcess* each : engine_list_) {
        if (!each->base_url().empty()) running.push_back(each);
    }
    std::vector<std::future<bool>> pings;
    for (std::size_t i = 0; i < kPings; ++i) {
        const std::size_t number = pings_++;
        pings.push_back(std::async(std::launch::async, [&, number] {
            return ping(number, running, limit_ms);
        }));
    }
    bool all = true;
    for (auto& each : pings) all = each.get() && all;
    const double took = static_cast<double>(monotonic_us() - since) / 1000;
    expect(all, "not everything was served again within " + std::to_string(limit_ms) + " ms");
    recovery_ms_.push_back(took);
    return took;
}

std::vector<json> Stage::run_orders(
    const std::string& saga, const std::string& prefix, std::size_t count, const std::string& want
) {
    std::vector<std::future<json>> running;
    for (std::size_t i = 0; i < count; ++i) {
        Order order;
        order.name = prefix + "-" + std::to_string(i);
        order.saga = saga;
        order.expect = want;
        running.push_back(std::async(std::launch::async, [this, order, i] {
            Client client(engine_list_, *log_, i);
            const auto id = client.start(order, kRequestLimit);
            if (!id || !client.ended(order, kRequestLimit)) {
                throw std::runtime_error("the order " + order.name + " did not end");
            }
            return instance(*id);
        }));
    }
    std::vector<json> documents;
    for (auto& each : running) documents.push_back(each.get());
    return documents;
}

json Stage::instance(const std::string& id) {
    return engine().api().get("/v1/instances/" + id).body;
}

json Stage::history(const std::string& id) { return engine().api().history(id); }

void Stage::exempt(const std::string& order, const std::string& instance) {
    log_->write(
        {{"op", "exempt"}, {"order", order}, {"instance", instance}, {"why", "damaged by the row"}}
    );
    exempt_ += ", '" + instance + "'";
}

void Stage::expect(bool holds, const std::string& otherwise) {
    if (!holds) broken_.push_back(otherwise);
}

}  // namespace sagaflow::faults
