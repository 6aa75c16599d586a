// One run: a database, engines, the outside world, clients, and the records that the oracle judges.
//
// A row builds its scene (connections, engines, sagas), says which faults it plans, starts the
// load, does harm, and calls finish(). Everything is the row's thread's; what fails is an
// exception. The destructor leaves no process behind.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/faults/load/crowd.hpp"
#include "tests/faults/load/monotonic.hpp"
#include "tests/faults/load/participant.hpp"
#include "tests/faults/oracle/evidence.hpp"
#include "tests/faults/stage/postgres.hpp"
#include "tests/faults/stage/row_result.hpp"
#include "tests/faults/stage/scratch_directory.hpp"
#include "tests/faults/stage/sql.hpp"

namespace sagaflow::faults {

struct EnginePlan {
    std::string name = "a";
    std::string heartbeat = "200ms";
    std::string lease = "1s";
    std::vector<std::string> launcher = {};
    std::string database = {};  // empty: the stage's
};

class Stage {
public:
    Stage(const std::string& row, RowSettings settings);
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    // --- the scene ---
    Postgres& database();  // made at the first call
    // Where engines and the oracle find it from now on.
    void set_conninfo(const std::string& conninfo) { conninfo_ = conninfo; }
    const std::string& conninfo() const { return conninfo_; }
    void set_database_launcher(const std::vector<std::string>& words) { launcher_ = words; }
    Participant& participant() { return *participant_; }
    ClientLog& log() { return *log_; }
    const std::filesystem::path& directory() const { return scratch_.path(); }
    std::filesystem::path write_file(const std::string& name, const std::string& text) const {
        return scratch_.write(name, text);
    }
    // A participant beside the shop; before the engines are added.
    void add_connection(const std::string& name, nlohmann::json connection);
    // Started, and ready.
    EngineProcess& add_engine(const EnginePlan& plan = {});
    EngineProcess& engine(std::size_t number = 0) { return *engines_[number]; }
    std::size_t engine_count() const { return engines_.size(); }
    const Engines& engines() const { return engine_list_; }
    void deploy(const nlohmann::json& definition);
    // `timeout` of an attempt: short, so that what meets silence is soon made again; long, where a
    // row holds that nothing is made twice.
    void deploy_load(int version = 1, const std::string& timeout = "600ms");
    // All shards have owners among the engines that run, and each has at least `least`.
    void wait_until_shared(std::size_t nodes, int least = 1);
    bool owns_shards(const std::string& node, int least);

    // --- the run ---
    void plan(const std::map<std::string, int>& faults, std::size_t successes_min = 20);
    void start_load(CrowdPlan plan = {});
    Crowd& crowd() { return *crowd_; }
    // Returns when the load has gone on for this long, by the orders that were acknowledged.
    void load_for(double seconds);
    bool time_left() const;
    double random_seconds(double least, double most);
    void injected(const std::string& fault, const std::string& evidence);
    // SIGKILL by its recorded process id.
    void kill_engine(EngineProcess& engine);
    // Measures how long after `since` every part of the key space is served again, by pings at the
    // engines that run.
    double recovered(Micros since, double limit_ms = 60'000);
    // Orders one by one, each to its end; their instances.
    std::vector<nlohmann::json> run_orders(
        const std::string& saga,
        const std::string& prefix,
        std::size_t count,
        const std::string& expect
    );
    nlohmann::json instance(const std::string& id);
    nlohmann::json history(const std::string& id);
    // The row damages this one: nobody expects anything of it.
    void exempt(const std::string& order, const std::string& instance);
    // A promise about time or rates: only where they are judged. Elsewhere a slow machine, which
    // works for others as well, would break it for the engine.
    bool is_timed() const { return settings_.timed; }
    // A broken expectation of the row's own.
    void expect(bool holds, const std::string& otherwise);

    // --- the end ---
    // Ends the load, waits until all has settled, asks every engine once more, and lets the oracle
    // judge. Once.
    void finish();
    // What a row wants to see besides; after finish().
    const Evidence& evidence() const { return evidence_; }
    RowResult result() const;
    void keep() { scratch_.keep(); }

private:
    void wait_until_settled();
    void check_tail();
    void judge_run();
    std::string write_config(const EnginePlan& plan) const;
    bool ping(std::size_t number, const Engines& engines, double limit_ms);

    RowSettings settings_;
    ScratchDirectory scratch_;
    std::string row_;
    std::mt19937_64 random_;
    std::unique_ptr<Participant> participant_;
    std::unique_ptr<ClientLog> log_;
    std::vector<std::string> launcher_;
    std::unique_ptr<Postgres> database_;
    std::string conninfo_;
    nlohmann::json connections_;
    std::vector<std::unique_ptr<EngineProcess>> engines_;
    Engines engine_list_;
    CrowdPlan crowd_plan_;
    std::unique_ptr<Crowd> crowd_;
    Micros begun_ = 0;
    Micros load_begun_ = 0;
    Micros ended_ = 0;
    std::size_t pings_ = 0;
    std::string exempt_;  // for SQL
    std::vector<double> recovery_ms_;
    std::vector<std::string> broken_;  // expectations
    Evidence evidence_;
    std::vector<Violation> violations_;
    bool finished_ = false;
};

}  // namespace sagaflow::faults
