// E9: what a hand with SQL can break. The damaged sagas are set aside and say so; all others go on.
#include "tests/faults/load/sagas.hpp"
#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDamage = "damaged row";

struct Damage {
    std::string order;
    std::string statement;  // with {} for the id
    std::string instance;
};

std::string with_id(std::string statement, const std::string& id) {
    statement.replace(statement.find("{}"), 2, "'" + id + "'");
    return statement;
}

// The last of the instance's rows, or one in the middle.
std::string row_of_history(const std::string& function) {
    return " WHERE instance_id = {} AND first_seq = (SELECT " + function +
           "(first_seq) FROM sagaflow.history AS h WHERE h.instance_id = history.instance_id)";
}

std::vector<Damage> damages() {
    const std::string last = row_of_history("max");
    const std::string first = row_of_history("min");
    const std::string instance = " WHERE id = {}";
    return {
        {"broken-image",
         "UPDATE sagaflow.instance SET image = 'no JSON', image_seq = seq" + instance,
         ""},
        {"broken-shape",
         "UPDATE sagaflow.instance SET image = '{\"a\":1}', image_seq = seq" + instance,
         ""},
        {"broken-text", "UPDATE sagaflow.history SET events = '[{'" + last, ""},
        {"broken-list", "UPDATE sagaflow.history SET events = '[7]'" + last, ""},
        {"broken-gap", "DELETE FROM sagaflow.history" + first, ""},
        {"broken-type",
         "UPDATE sagaflow.history SET events = replace(events, '\"type\":\"', '\"type\":\"X')" +
             last,
         ""},
        {"broken-member",
         "UPDATE sagaflow.history SET events = replace(events, '\"input\"', '\"output\"')" + first,
         ""},
        {"broken-sense",
         "UPDATE sagaflow.history SET events = replace(events, 'ReceiveStarted', 'TimerFired')" +
             last,
         ""},
    };
}

void expect_told(Stage& stage, const Damage& damage) {
    const auto seen = stage.engine().api().get("/v1/instances/" + damage.instance);
    stage.expect(
        seen.status == 200 || seen.status == 500,
        damage.order + ": looking at it answered " + std::to_string(seen.status)
    );
    const auto list = stage.engine().api().get("/v1/instances?q=" + damage.instance);
    stage.expect(
        list.status == 200 && list.body.at("items").size() == 1,
        damage.order + ": the list does not show it: " + list.body.dump()
    );
}

}  // namespace

void damage_rows(Stage& stage) {
    EngineProcess& engine = stage.add_engine();
    stage.deploy_load();
    std::vector<Damage> all = damages();
    stage.plan({{kDamage, static_cast<int>(all.size())}}, 60);
    Client client(stage.engines(), stage.log(), 0);
    for (Damage& damage : all) {
        Order order;
        order.name = damage.order;
        order.saga = "paid";
        damage.instance = client.start(order, 60s).value();
        stage.exempt(damage.order, damage.instance);
    }
    Sql sql(stage.conninfo());
    sql.wait_for("SELECT count(*) FROM sagaflow.subscription", std::to_string(all.size()), 60'000);
    stage.start_load();
    stage.load_for(0.5);
    stage.kill_engine(engine);  // nothing of them is in memory when they are damaged
    for (const Damage& damage : all) {
        sql.run(with_id(damage.statement, damage.instance));
        stage.injected(kDamage, damage.order + ", " + damage.instance);
    }
    engine.start();
    const pid_t pid = engine.process().pid();
    for (const Damage& damage : all) {
        client.send_event("event-" + damage.order, "paid", damage.order, 60s);
        expect_told(stage, damage);
    }
    const std::size_t said = engine.process().said();
    const Micros since = monotonic_us();
    while (stage.time_left()) stage.load_for(0.5);
    const double seconds = static_cast<double>(monotonic_us() - since) / 1e6;
    const double lines = static_cast<double>(engine.process().said() - said);
    stage.expect(lines < 100 + 40 * seconds, "the log is flooded: " + std::to_string(lines));
    stage.recovered(monotonic_us());
    stage.expect(engine.process().pid() == pid, "the engine did not live on");
    stage.expect(engine.api().get("/readyz").status == 200, "the engine is not ready");
}

}  // namespace sagaflow::faults
