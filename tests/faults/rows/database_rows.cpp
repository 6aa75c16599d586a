// D1 to D3: the database is killed, stopped, and fails over.
#include <memory>

#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

using namespace std::chrono_literals;

constexpr auto kNoticeLimit = 60s;

// While it is away: alive, not ready, and every write is refused with a time to come back.
void check_refusals(Stage& stage) {
    EngineProcess& engine = stage.engine();
    stage.expect(engine.wait_for_status("/readyz", 503, kNoticeLimit), "it still says it is ready");
    stage.expect(engine.api().get("/healthz").status == 200, "it does not say that it lives");
    const ApiAnswer answer =
        engine.api().start("plain", {{"order", "refused"}, {"decline", ""}}, "refused");
    stage.expect(
        answer.status == 503 && !answer.retry_after.empty(),
        "expected 503 with Retry-After, but it answered " + std::to_string(answer.status)
    );
}

}  // namespace

void kill_database(Stage& stage) {
    const char* fault = "kill -9 of PostgreSQL";
    Postgres& database = stage.database();
    stage.add_engine();
    stage.deploy_load();
    stage.participant().conduct(moody(11));
    stage.plan({{fault, 2}}, 60);
    stage.start_load();
    for (int turn = 0; stage.time_left() || turn < 2; ++turn) {
        stage.load_for(stage.random_seconds(0.5, 1.5));
        const Micros at = monotonic_us();
        const int pid = database.pid();
        database.kill_now();
        stage.injected(fault, "process " + std::to_string(pid) + " is gone");
        if (turn % 2 == 0) check_refusals(stage);
        database.start();
        stage.recovered(at);
    }
}

void stop_database(Stage& stage) {
    Postgres& database = stage.database();
    stage.add_engine();
    stage.deploy_load();
    stage.participant().conduct(moody(12));
    stage.plan({{"fast stop", 1}, {"immediate stop", 1}, {"smart stop", 1}}, 60);
    stage.start_load();
    const std::vector<std::pair<StopMode, std::string>> modes{
        {StopMode::kFast, "fast stop"},
        {StopMode::kImmediate, "immediate stop"},
        {StopMode::kSmart, "smart stop"}};
    for (std::size_t turn = 0; stage.time_left() || turn < modes.size(); ++turn) {
        const auto& [mode, name] = modes[turn % modes.size()];
        stage.load_for(0.5);
        const Micros at = monotonic_us();
        database.ask_to_stop(mode);
        // Smart waits for its clients, and the engine goes on with the sessions that it has.
        if (mode == StopMode::kSmart) {
            stage.load_for(0.5);
            database.ask_to_stop(StopMode::kFast);
        }
        stage.expect(database.wait_until_gone(60'000), "PostgreSQL did not stop");
        stage.injected(name, "its first process is gone");
        database.start();
        stage.recovered(at);
    }
}

void fail_over_to_standby(Stage& stage) {
    const char* fault = "fail-over";
    stage.plan({{fault, 1}}, 60);
    Postgres* primary = &stage.database();
    std::vector<std::unique_ptr<Postgres>> standbys;
    standbys.push_back(Postgres::standby_of(*primary, stage.directory() / "standby-0"));
    primary->configure({"synchronous_standby_names = '*'"});
    primary->reload();
    stage.set_conninfo(Postgres::conninfo_of(*primary, *standbys.back()));
    const bool follows =
        Sql(primary->conninfo())
            .wait_for(
                "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", "1", 60'000
            );
    stage.expect(follows, "the standby does not follow");
    stage.add_engine();
    stage.deploy_load();
    stage.participant().conduct(moody(13));
    stage.start_load();
    stage.load_for(2);
    const Micros at = monotonic_us();
    primary->kill_now();
    standbys.back()->promote();
    stage.injected(fault, "the standby was promoted");
    stage.recovered(at);
    while (stage.time_left()) stage.load_for(0.5);
    stage.finish();
}

}  // namespace sagaflow::faults
