// E1, E3, E4, E5: engines that are killed, stopped and asked to go.
#include <signal.h>
#include <sys/wait.h>

#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKill = "kill -9 of an engine";
constexpr auto kTakeOverLimit = 60s;

std::string process_of(EngineProcess& engine) {
    return engine.name() + ", process " + std::to_string(engine.process().pid());
}

bool was_interrupted(const InstanceRecord& instance) {
    return std::any_of(instance.events.begin(), instance.events.end(), [](const auto& event) {
        return event.type == EventType::kAttemptInterrupted ||
               event.type == EventType::kRetryScheduled;
    });
}

}  // namespace

void kill_engine_again_and_again(Stage& stage) {
    EngineProcess& engine = stage.add_engine();
    stage.deploy_load();
    stage.participant().conduct(moody(1));
    stage.plan({{kKill, 2}}, 60);
    stage.start_load();
    bool redeployed = false;
    while (stage.time_left()) {
        stage.load_for(stage.random_seconds(0.4, 1.5));
        const Micros at = monotonic_us();
        stage.kill_engine(engine);
        engine.start();
        stage.recovered(at);
        // Those that run stay with the version that they began with.
        if (!std::exchange(redeployed, true)) stage.deploy_load(2);
    }
}

void stop_and_continue(Stage& stage) {
    const char* fault = "SIGSTOP for three leases";
    stage.add_engine({.name = "a"});
    EngineProcess& frozen = stage.add_engine({.name = "b"});
    stage.wait_until_shared(2);
    stage.deploy_load();
    stage.participant().conduct(moody(3));
    stage.plan({{fault, 1}}, 60);
    CrowdPlan plan;
    plan.clients = 32;  // some sit at the frozen one until their patience with it ends
    stage.start_load(plan);
    while (stage.time_left()) {
        stage.load_for(1);
        stage.wait_until_shared(2);
        const std::size_t said = frozen.process().said();
        const std::size_t others_said = stage.engine(0).process().said();
        frozen.send(SIGSTOP);
        const bool taken = stage.engine(0)
                               .process()
                               .wait_for_line("shards gained", kTakeOverLimit, others_said)
                               .has_value();
        stage.expect(taken, "nobody took the shards of the frozen engine");
        Sql(stage.conninfo()).run("SELECT pg_sleep(3)");  // three leases
        frozen.send(SIGCONT);
        const Micros at = monotonic_us();
        const auto noticed =
            frozen.process().wait_for_line("taken over by another node", kTakeOverLimit, said);
        if (noticed) stage.injected(fault, process_of(frozen) + ": " + *noticed);
        stage.recovered(at);
    }
}

void terminate_under_load(Stage& stage) {
    const char* fault = "SIGTERM";
    // A slow machine must not cause the retries of which this row says that there are none.
    for (const char* name : {"a", "b"}) stage.add_engine({.name = name, .lease = "1m"});
    stage.wait_until_shared(2);
    stage.deploy_load(1, "1m");
    stage.plan({{fault, 2}}, 60);
    stage.start_load();
    for (std::size_t turn = 0; stage.time_left() || turn < 2; ++turn) {
        EngineProcess& leaving = stage.engine(turn % 2);
        stage.load_for(0.8);
        const std::string who = process_of(leaving);
        const Micros at = monotonic_us();
        leaving.send(SIGTERM);
        const int status = leaving.wait_for_end();
        stage.expect(
            WIFEXITED(status) && WEXITSTATUS(status) == 0,
            who + " ended with the status " + std::to_string(status) + " instead of 0"
        );
        stage.injected(fault, who + " has ended");
        stage.recovered(at);
        leaving.start();
        stage.wait_until_shared(2);
    }
    stage.finish();
    for (const InstanceRecord& instance : stage.evidence().instances) {
        stage.expect(!was_interrupted(instance), "SIGTERM caused a retry in " + instance.id);
    }
    for (const LedgerEntry& call : stage.evidence().ledger) {
        stage.expect(call.attempt == 1, "SIGTERM caused attempt 2 under " + call.key);
    }
}

void kill_one_of_three(Stage& stage) {
    for (const char* name : {"a", "b", "c"}) stage.add_engine({.name = name});
    stage.wait_until_shared(3);
    stage.deploy_load();
    stage.participant().conduct(moody(5));
    stage.plan({{kKill, 2}}, 60);
    stage.start_load();
    for (std::size_t turn = 0; stage.time_left() || turn < 2; ++turn) {
        EngineProcess& engine = stage.engine(turn % 3);
        stage.load_for(0.7);
        const Micros at = monotonic_us();
        stage.kill_engine(engine);
        stage.recovered(at);
        engine.start();
        stage.wait_until_shared(3);
    }
}

}  // namespace sagaflow::faults
