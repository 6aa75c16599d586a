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
    bool faulty = false;  // commits fail on the way: attempts and times may differ
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
    // The instances in the order of their starts: the file's own, then those that the script
    // starts.
    const std::vector<InstanceId>& ids() const { return ids_; }
    InstanceId id() const { return ids_.at(focus_); }  // the one that is looked at
    void look_at(std::size_t number) { focus_ = number; }
    // True when no instance can go on any more.
    bool all_ended();
    std::uint64_t commits() const { return commits_; }
    bool crashed() const { return crashed_; }
    const dsl::Program& program() const { return *program_; }

private:
    template <typename T>
    Result<T> ask(
        const std::function<void(Engine&, Engine::Reply<T>)>& question,
        const std::function<bool()>& done_already = {}
    );
    bool was_done(const std::string& actor, std::uint64_t since);
    void start(const Json& directive);
    void follow(const Json& directive);
    void send_event(const Json& directive);
    void pass_time(Duration by);
    void crash(const Json& directive);
    void set_clock_back(Duration by);
    void note_instance(InstanceId id);
    void check_that_it_is_committed(const CallRequest& call);
    void act(const Json& directive);
    Result<Acted> plan(const ActOnInstance& command);
    Result<Acted> act_on_plan(ActOnInstance& command, Result<Acted>& planned, std::uint64_t before);
    void check_plan(
        const Json& directive, const Result<Acted>& planned, const Result<Acted>& acted
    );
    void expect_now(const Json& expected);
    void run_until(const Json& expected);
    bool step_on();
    void settle();
    void recover_from_crash();
    std::optional<Timestamp> next_of_instances();
    std::uint64_t events_committed();
    Json document();

    const Scenario& scenario_;
    Trouble trouble_;
    World world_;
    dsl::ProgramPtr program_;
    std::vector<InstanceId> ids_;
    std::size_t focus_ = 0;
    bool crashed_ = false;
    std::uint64_t commits_ = 0;
    int events_sent_ = 0;
    int starts_sent_ = 0;
};

// True when everything that `expected` says is so in `actual`: members of objects, and for each
// element of a list one that agrees with it.
bool agrees(const Json& expected, const Json& actual);

}  // namespace sagaflow::testing
