// E2: kill -9 at the moments that matter, of the program as it ships. Nothing is built in: the
// participant says when a call arrives, and the database is made to stop a commit before its end (a
// lock on the table that it must write) or between its end and its answer (a synchronous standby
// that is not there).
#include <signal.h>

#include <condition_variable>
#include <mutex>

#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

using namespace std::chrono_literals;

constexpr auto kMomentLimit = 60s;
constexpr int kMomentLimitMs = 60'000;
constexpr const char* kWaitsForLock =
    "SELECT (count(*) > 0)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND application_name LIKE 'sagaflow%'";
constexpr const char* kWaitsForStandby =
    "SELECT (count(*) > 0)::int FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    " AND application_name LIKE 'sagaflow%'";

struct Point {
    std::string name;
    std::function<void(Stage&, EngineProcess&, const Point&)> kill;
};

void kill_at(Stage& stage, EngineProcess& engine, const Point& point) {
    const std::string pid = std::to_string(engine.process().pid());
    engine.kill_now();
    stage.injected(point.name, "process " + pid + " is gone");
}

// Kills from the participant's own thread, at the n-th call for which this holds: nothing that the
// engine does next can come before.
void kill_at_call(
    Stage& stage,
    EngineProcess& engine,
    const Point& point,
    const std::function<bool(const LedgerEntry&, Moment)>& holds
) {
    // Shared: a call may be with the watch while this function ends.
    struct Count {
        std::mutex mutex;
        std::condition_variable changed;
        int left = 8;
    };
    const auto count = std::make_shared<Count>();
    const pid_t pid = engine.process().pid();
    stage.participant().watch([=](const LedgerEntry& entry, Moment moment) {
        if (!holds(entry, moment)) return;
        const std::scoped_lock lock(count->mutex);
        if (--count->left != 0) return;
        kill(pid, SIGKILL);
        count->changed.notify_all();
    });
    bool reached = false;
    {
        std::unique_lock lock(count->mutex);
        reached = count->changed.wait_for(lock, kMomentLimit, [&] { return count->left <= 0; });
    }
    stage.participant().watch(nullptr);
    if (reached) kill_at(stage, engine, point);
    stage.expect(reached, "the moment \"" + point.name + "\" did not come");
}

Point at_call(
    const std::string& name, const std::function<bool(const LedgerEntry&, Moment)>& holds
) {
    return {name, [holds](Stage& stage, EngineProcess& engine, const Point& point) {
                kill_at_call(stage, engine, point, holds);
            }};
}

// The client has its answer, so the instance must be there whatever happens now.
void kill_at_acknowledgement(Stage& stage, EngineProcess& engine, const Point& point) {
    Client client(stage.engines(), stage.log(), 0);
    Order order;
    order.name = "acknowledged-" + std::to_string(monotonic_us());
    order.saga = "plain";
    order.expect = "completed";
    const auto id = client.start(order, kMomentLimit);
    stage.expect(id.has_value(), "an order was not acknowledged");
    kill_at(stage, engine, point);
}

// `pause_ms` lets more come due behind the commit that stands.
void kill_in_commit(Stage& stage, EngineProcess& engine, const Point& point, int pause_ms) {
    Sql sql(stage.conninfo());
    sql.run("BEGIN");
    sql.run("LOCK TABLE sagaflow.history IN EXCLUSIVE MODE");
    const bool stands = sql.wait_for(kWaitsForLock, "1", kMomentLimitMs);
    stage.expect(stands, "no commit came to a stand");
    if (pause_ms > 0) sql.run("SELECT pg_sleep(" + std::to_string(pause_ms) + " / 1000.0)");
    kill_at(stage, engine, point);
    sql.run("ROLLBACK");
}

// The transaction is on the disk, and nobody is told.
class NoAnswerToCommits {
public:
    explicit NoAnswerToCommits(Stage& stage) : database_(stage.database()) {
        database_.configure({"synchronous_standby_names = 'nobody'"});
        database_.reload();
    }
    ~NoAnswerToCommits() {
        database_.configure({});
        database_.reload();
    }
    NoAnswerToCommits(const NoAnswerToCommits&) = delete;
    NoAnswerToCommits& operator=(const NoAnswerToCommits&) = delete;

private:
    Postgres& database_;
};

void kill_after_commit(Stage& stage, EngineProcess& engine, const Point& point) {
    Sql sql(stage.conninfo());
    const NoAnswerToCommits silence(stage);
    const bool stands = sql.wait_for(kWaitsForStandby, "1", kMomentLimitMs);
    stage.expect(stands, "no commit waits for its answer");
    kill_at(stage, engine, point);
}

// Before it has taken its shards.
void kill_while_starting(Stage& stage, EngineProcess& engine, const Point& point) {
    engine.kill_now();
    engine.launch();
    stage.expect(
        engine.process().wait_for_line("\"message\":\"serving\"", kMomentLimit).has_value(),
        "the engine did not start"
    );
    kill_at(stage, engine, point);
}

const std::vector<Point>& points() {
    static const std::vector<Point> all{
        at_call(
            "call out, not applied",
            [](const LedgerEntry& entry, Moment moment) {
                return moment == Moment::kArrived && entry.kind == CallKind::kDo;
            }
        ),
        at_call(
            "applied, not answered",
            [](const LedgerEntry& entry, Moment moment) {
                return moment == Moment::kApplied && entry.applied;
            }
        ),
        at_call(
            "answered, result not committed",
            [](const LedgerEntry& entry, Moment moment) {
                return moment == Moment::kAnswered && entry.applied;
            }
        ),
        at_call(
            "undo applied, not answered",
            [](const LedgerEntry& entry, Moment moment) {
                return moment == Moment::kApplied && entry.undone;
            }
        ),
        at_call(
            "failure answered, undo not chosen",
            [](const LedgerEntry& entry, Moment moment) {
                return moment == Moment::kAnswered && entry.answer == 409;
            }
        ),
        {"start acknowledged", kill_at_acknowledgement},
        {"in the middle of a commit",
         [](Stage& stage, EngineProcess& engine, const Point& point) {
             kill_in_commit(stage, engine, point, 0);
         }},
        {"timers due behind a commit",
         [](Stage& stage, EngineProcess& engine, const Point& point) {
             kill_in_commit(stage, engine, point, 400);
         }},
        {"committed, not heard of", kill_after_commit},
        {"starting, no shards yet", kill_while_starting},
    };
    return all;
}

// A new database whose schema is committed while the engine that made it is killed.
void kill_in_migration(Stage& stage) {
    Sql(stage.conninfo()).run("CREATE DATABASE migrated");
    std::string conninfo = stage.conninfo();
    conninfo.replace(conninfo.find("dbname=sagaflow"), 15, "dbname=migrated");
    const testing::EngineOptions options{
        stage.directory() / "migrating",
        stage.write_file("migrating.json", "{}").string(),
        conninfo,
        "migrating"};
    EngineProcess engine(options);
    Sql sql(stage.conninfo());
    {
        const NoAnswerToCommits silence(stage);
        sql.wait_for("SHOW synchronous_standby_names", "nobody", kMomentLimitMs);
        engine.launch();
        const bool stands = sql.wait_for(
            "SELECT (count(*) > 0)::int FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            " AND datname = 'migrated'",
            "1",
            kMomentLimitMs
        );
        stage.expect(stands, "no migration came to a stand");
        engine.kill_now();
        stage.injected("in a migration", "the engine is gone while its schema is committed");
    }
    engine.start();
    stage.expect(engine.api().get("/readyz").status == 200, "no start after a killed migration");
}

}  // namespace

void kill_around_commits(Stage& stage) {
    EngineProcess& engine = stage.add_engine();
    stage.deploy_load();
    std::map<std::string, int> planned{{"in a migration", 1}};
    for (const Point& point : points()) planned[point.name] = 1;
    stage.plan(planned, 60);
    kill_in_migration(stage);
    stage.start_load();
    for (bool first = true; first || stage.time_left(); first = false) {
        for (const Point& point : points()) {
            point.kill(stage, engine, point);
            const Micros at = monotonic_us();
            engine.start();
            stage.recovered(at);
        }
    }
}

}  // namespace sagaflow::faults
