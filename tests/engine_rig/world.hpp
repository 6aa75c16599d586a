// A whole installation under a test's control: one database, the participants, and any number of
// nodes, each the engine exactly as it ships (Node, Membership), on virtual time.
//
// The database is in memory or a real PostgreSQL (then its answers are awaited, and time stands
// still meanwhile). Single-threaded; deterministic with the memory database.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/cluster/membership.hpp"
#include "engine/store/faulty/faulty_store.hpp"
#include "engine/store/queries.hpp"
#include "tests/engine_rig/kept_log.hpp"
#include "tests/engine_rig/participants.hpp"
#include "tests/engine_rig/watched_store.hpp"

namespace sagaflow::testing {

// Where the nodes' stores come from.
class Database {
public:
    virtual ~Database() = default;
    // `post`: the node's loop, where a store in memory answers.
    virtual std::unique_ptr<store::Store> connect(std::function<void(std::function<void()>)> post
    ) = 0;
    virtual store::Queries& queries() = 0;
    // Lets an answer that is pending arrive; for databases outside the process.
    virtual void wait_for_answer() = 0;
    static constexpr std::size_t kShards = 4;
};

struct NodeOptions {
    std::string name = "a";
    Duration heartbeat{2'000};
    Duration lease{6'000};
    Duration patience{30'000};
    std::size_t settled_bytes_max = limits::kSettledBytesMax;
    CrashPlan crash;
    store::FaultyStore::Decide faults = [](store::StoreCall) { return store::StoreFault::kNone; };
};

class World;

// One process. Destroying it is a kill -9: what was out is lost, what was committed stays.
class TestNode {
public:
    TestNode(World& world, NodeOptions options, std::string dead_incarnation);
    ~TestNode();

    Node& engine() { return *node_; }
    cluster::Membership& membership() { return *membership_; }
    Ownership& ownership() { return ownership_; }
    WatchedStore& store() { return *watched_; }
    store::FaultyStore& faults() { return *faulty_; }
    VirtualLoop& loop() { return loop_; }
    const KeptLog& log() const { return logger_; }
    const std::string& name() const { return options_.name; }
    const NodeOptions& options() const { return options_; }
    const std::string& incarnation() const { return incarnation_; }
    bool crashed() const { return watched_->crashed(); }

private:
    NodeOptions options_;
    std::string incarnation_;
    VirtualLoop loop_;
    KeptLog logger_;
    Catalog catalog_;
    Ownership ownership_{Database::kShards};
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<store::FaultyStore> faulty_;
    std::unique_ptr<WatchedStore> watched_;
    Line line_;
    std::unique_ptr<Node> node_;
    std::unique_ptr<cluster::Membership> membership_;
};

class World {
public:
    explicit World(std::unique_ptr<Database> (*make_database)(World&));

    VirtualClock& clock() { return clock_; }
    Database& database() { return *database_; }
    Participants& participants() { return participants_; }
    kernel::Environment& environment() { return environment_; }

    // Every node started afterwards knows it (a running one learns of it by its heartbeat). Fails
    // the test when the definition has problems.
    dsl::ProgramPtr deploy(const Json& definition);
    const std::vector<dsl::ProgramPtr>& programs() const { return programs_; }

    // Starts a process; runs until it has joined and owns what is free.
    TestNode& start_node(NodeOptions options = {});
    // The process is gone from one moment to the next.
    void kill(TestNode& node);
    // A new process in the place of a killed one of this name.
    TestNode& restart_node(NodeOptions options);
    TestNode& node(std::size_t index = 0) { return *nodes_.at(index); }
    std::size_t node_count() const { return nodes_.size(); }
    TestNode* crashed_node();

    // Everything that can happen at this moment happens; stops early when a node crashes by plan.
    void run_ready();
    // Time passes; everything that is due on the way happens at its time.
    void advance(Duration by) { advance_to(clock_.now() + by); }
    void advance_to(Timestamp at);
    // The next thing that happens by itself: a node's timer or an answer of a participant.
    std::optional<Timestamp> next_due() const;

    // The instance as committed.
    std::optional<InstanceState> stored_state(InstanceId id);
    std::vector<HistoryEvent> history(InstanceId id);

private:
    friend class TestNode;
    bool run_nodes();

    VirtualClock clock_;
    std::unique_ptr<Database> database_;
    Participants participants_{clock_};
    kernel::Environment environment_;
    std::vector<dsl::ProgramPtr> programs_;
    std::vector<std::unique_ptr<TestNode>> nodes_;
    std::map<std::string, std::string> dead_;  // node name, last incarnation
    std::size_t started_ = 0;
};

std::unique_ptr<Database> in_memory(World& world);
std::unique_ptr<Database> on_postgres(World& world);

}  // namespace sagaflow::testing
