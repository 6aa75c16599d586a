// Runs one scenario on one database, with or without faults on the way, and keeps what came of it.
#pragma once

#include "tests/engine_rig/world.hpp"
#include "tests/scenario/scenario.hpp"

namespace sagaflow::testing {

// What goes wrong on purpose while the scenario runs. With a crash, `expect` directives and times
// no longer hold, because attempts are lost; the outcome must be right all the same.
struct Trouble {
    CrashPlan crash;
    store::FaultyStore::Decide faults = [](store::StoreCall) { return store::StoreFault::kNone; };
    bool crashes() const { return crash.commit != 0; }
};

class Runner {
public:
    Runner(
        const Scenario& scenario, std::unique_ptr<Database> (*database)(World&), Trouble trouble
    );

    // Starts the instance, does what the script says, waits until nothing happens by itself.
    void run();

    World& world() { return world_; }
    InstanceId id() const { return id_; }
    std::uint64_t commits() { return commits_; }
    bool crashed() const { return crashed_; }
    const dsl::Program& program() const { return *program_; }

private:
    template <typename T>
    Result<T> ask(const std::function<void(Engine&, Engine::Reply<T>)>& question);
    void start();
    void follow(const Json& directive);
    void send_event(const Json& directive);
    void act(const Json& directive);
    void expect_now(const Json& expected);
    void run_until(const Json& expected);
    bool step_on();
    void settle();
    void recover_from_crash();
    std::optional<Timestamp> next_of_instance();
    Json document();

    const Scenario& scenario_;
    Trouble trouble_;
    World world_;
    dsl::ProgramPtr program_;
    InstanceId id_;
    bool started_ = false;
    bool crashed_ = false;
    std::uint64_t commits_ = 0;
    int events_sent_ = 0;
};

// True when everything that `expected` says is so in `actual`: members of objects, and for each
// element of a list one that agrees with it.
bool agrees(const Json& expected, const Json& actual);

}  // namespace sagaflow::testing
