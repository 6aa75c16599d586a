// One process: the engine exactly as it ships (Node, Membership) on its own clock and thread, with
// its link to the database and its line to the participants. It can be killed, paused and stopped;
// what was on its way when it died stays on its way.
//
// Belongs to one run; one thread.
#pragma once

#include "engine/cluster/membership.hpp"
#include "tests/simulation/world/services.hpp"

namespace sagaflow::simulation {

class Process {
public:
    struct Options {
        std::string name;
        std::string incarnation;
        std::string dead_incarnation;  // of its predecessor, when that is known to be dead
        Duration skew;
        Death death;
        std::uint64_t seed = 0;
    };
    Process(Surroundings& around, Services& services, const Options& options);
    ~Process();

    bool alive() const { return life_->alive; }
    // Dead by its own hand or by the plan, and not buried yet.
    bool has_died() const { return !life_->alive && engine_ != nullptr; }
    // What remains is what was on its way. Not from inside its own task.
    void bury();
    void kill() { life_->alive = false; }
    void pause() { paused_ = true; }
    void resume();
    Timestamp awake_since() const { return awake_since_; }
    void forget_death() { store_.forget_death(); }
    bool paused() const { return paused_; }
    // SIGTERM: hands over, leaves, and is dead.
    void stop();
    bool stopping() const { return stopping_; }
    bool runs() const { return alive() && !paused_; }

    Node& engine() { return *engine_; }
    NodeLoop& loop() { return loop_; }
    const std::string& name() const { return options_.name; }
    const std::string& incarnation() const { return options_.incarnation; }
    const std::shared_ptr<Life>& life() const { return life_; }

private:
    class TracingLogger final : public Logger {
    public:
        TracingLogger(Trace& trace, std::string who) : trace_(trace), who_(std::move(who)) {}
        bool enabled(LogLevel) const override { return false; }  // events are in the commits
        void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields)
            override;

    private:
        Trace& trace_;
        std::string who_;
    };

    void join();

    Surroundings& around_;
    Options options_;
    std::shared_ptr<Life> life_ = std::make_shared<Life>();
    NodeLoop loop_;
    TracingLogger logger_;
    kernel::Environment environment_;
    DatabaseLink store_;
    ServiceLine line_;
    Catalog catalog_;
    Ownership ownership_;
    std::unique_ptr<Node> engine_;
    std::unique_ptr<cluster::Membership> membership_;
    bool paused_ = false;
    Timestamp awake_since_;
    bool stopping_ = false;
};

}  // namespace sagaflow::simulation
