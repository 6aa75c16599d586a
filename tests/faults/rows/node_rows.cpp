// N1 to N4: several nodes on one database.
#include <algorithm>

#include "engine/core/ids.hpp"
#include "tests/faults/load/sagas.hpp"
#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

using namespace std::chrono_literals;

constexpr const char* kForeign = "request at a node that is not the owner";
constexpr std::size_t kForeignOrders = 40;

std::map<int, std::string> owners(const std::string& conninfo) {
    std::map<int, std::string> all;
    Sql sql(conninfo);
    for (const auto& row : sql.run("SELECT shard_id, owner FROM sagaflow.shard")) {
        all[std::stoi(row[0])] = row[1];
    }
    return all;
}

void fail_over(Stage& stage, const EnginePlan& base, double limit_ms) {
    for (const char* name : {"a", "b"}) {
        EnginePlan plan = base;
        plan.name = name;
        stage.add_engine(plan);
    }
    stage.wait_until_shared(2);
    stage.deploy_load();
    stage.participant().conduct(moody(7));
    stage.plan({{"kill -9 of an engine", 1}}, 60);
    stage.start_load();
    for (std::size_t turn = 0; stage.time_left() || turn < 1; ++turn) {
        EngineProcess& engine = stage.engine(1 - turn % 2);
        stage.load_for(1);
        const Micros at = monotonic_us();
        stage.kill_engine(engine);
        const double took = stage.recovered(at);
        stage.expect(
            took < limit_ms || !stage.is_timed(),
            "the fail-over took " + std::to_string(took) + " ms; promised are " +
                std::to_string(limit_ms)
        );
        engine.start();
        stage.wait_until_shared(2);
    }
}

}  // namespace

// A business key decides the shard, so that half of these requests meet a node that has to ask the
// other one; so do the looks at the instances afterwards.
void ask_whoever_does_not_own(Stage& stage) {
    stage.add_engine({.name = "a"});
    stage.add_engine({.name = "b"});
    stage.wait_until_shared(2);
    stage.deploy_load();
    stage.plan({{kForeign, 10}}, kForeignOrders);
    const auto owner_of = owners(stage.conninfo());
    for (std::size_t i = 0; i < kForeignOrders; ++i) {
        Client client(stage.engines(), stage.log(), 0);
        client.always_ask(i % 2);
        Order order;
        order.name = "keyed-" + std::to_string(i);
        order.saga = "ping";
        order.expect = "completed";
        const auto id = client.start(order, 60s);
        stage.expect(id.has_value(), order.name + " was not served");
        if (!id) continue;
        const auto shard = InstanceId::parse(*id)->shard();
        const EngineProcess& asked = stage.engine(i % 2);
        if (owner_of.at(shard.value) != asked.name()) {
            stage.injected(kForeign, asked.name() + " was asked for shard of another: " + *id);
        }
        stage.expect(client.ended(order, 60s), order.name + " did not end");
        for (std::size_t each = 0; each < 2; ++each) {
            const auto seen = stage.engine(each).api().get("/v1/instances/" + *id);
            stage.expect(seen.status == 200, "a node does not know " + *id);
        }
    }
    CrowdPlan plan;
    plan.rate = 60;
    stage.start_load(plan);
    while (stage.time_left()) stage.load_for(0.5);
}

void let_nodes_join(Stage& stage) {
    const char* fault = "a node joined and got its share";
    // A slow machine must not cause the repetitions of which this row says that there are none.
    stage.add_engine({.name = "a", .lease = "1m"});
    stage.deploy_load(1, "1m");
    stage.plan({{fault, 2}}, 60);
    stage.start_load();
    std::size_t nodes = 1;
    for (const char* name : {"b", "c"}) {
        stage.load_for(1);
        const Micros at = monotonic_us();
        stage.add_engine({.name = name, .lease = "1m"});
        ++nodes;
        const auto shards = owners(stage.conninfo()).size();
        // A fair share, give or take half: the assignment is by hash.
        stage.wait_until_shared(nodes, static_cast<int>(shards / nodes / 2));
        stage.injected(fault, name);
        stage.recovered(at);
    }
    while (stage.time_left()) stage.load_for(0.5);
    stage.finish();
    for (const LedgerEntry& call : stage.evidence().ledger) {
        stage.expect(call.attempt == 1, "rebalancing caused a repetition under " + call.key);
    }
}

void fail_over_by_default(Stage& stage) {
    fail_over(stage, {.heartbeat = "2s", .lease = "6s"}, 10'000);
}

void fail_over_as_configured(Stage& stage) {
    fail_over(stage, {.heartbeat = "300ms", .lease = "1s"}, 3'000);
}

}  // namespace sagaflow::faults
