#include "tests/engine_rig/world.hpp"

#include <gtest/gtest.h>

#include "dsl/definition.hpp"
#include "engine/kernel/apply/apply.hpp"
#include "engine/shard/document.hpp"

namespace sagaflow::testing {

// --- one process -------------------------------------------------------------------------------

TestNode::TestNode(World& world, NodeOptions options, std::string dead_incarnation)
    : options_(std::move(options)),
      incarnation_(options_.name + "-" + std::to_string(++world.started_)),
      loop_(world.clock_, world.started_),
      line_(world.participants_, world.started_) {
    const auto post = [this](std::function<void()> task) { loop_.post(std::move(task)); };
    store_ = world.database_->connect(post);
    faulty_ = std::make_unique<store::FaultyStore>(*store_, post, options_.faults);
    watched_ = std::make_unique<WatchedStore>(*faulty_, options_.crash);
    for (const dsl::ProgramPtr& program : world.programs_) catalog_.add(program);
    const std::map<std::string, Connector*> connectors{{"http", &line_}, {"noop", &line_}};
    node_ = std::make_unique<Node>(
        loop_, *watched_, catalog_, ownership_, connectors, world.environment_, logger_
    );
    node_->core().set_settled_bytes_max(options_.settled_bytes_max);
    cluster::MembershipOptions membership;
    membership.node = options_.name;
    membership.incarnation = incarnation_;
    membership.address = "http://" + options_.name;
    if (!dead_incarnation.empty()) {
        membership.dead_incarnations = {std::move(dead_incarnation)};
    }
    membership.heartbeat = options_.heartbeat;
    membership.lease = options_.lease;
    membership.patience = options_.patience;
    membership_ = std::make_unique<cluster::Membership>(
        membership,
        loop_,
        *watched_,
        *node_,
        ownership_,
        catalog_,
        [&world](const store::DefinitionRow& row) -> dsl::ProgramPtr {
            for (const dsl::ProgramPtr& program : world.programs_) {
                if (program->saga == row.saga && program->version == row.version) return program;
            }
            return nullptr;
        },
        logger_
    );
    membership_->start([](const Error& error) { ADD_FAILURE() << error.message; });
}

TestNode::~TestNode() { watched_->cut(); }

// --- the installation --------------------------------------------------------------------------

World::World(std::unique_ptr<Database> (*make_database)(World&))
    : database_(make_database(*this)) {}

dsl::ProgramPtr World::deploy(const Json& definition) {
    const std::string source = definition.dump();
    auto checked = dsl::check_definition(source);
    if (!checked.ok() || checked->program == nullptr) {
        std::string problems = checked.ok() ? "" : checked.error().message;
        if (checked.ok()) {
            for (const dsl::Diagnostic& problem : checked->problems) {
                problems += "\n" + problem.pointer + ": " + problem.message;
            }
        }
        ADD_FAILURE() << "the definition has problems: " << problems;
        return nullptr;
    }
    auto program = std::make_shared<dsl::Program>(*checked->program);
    const auto deployed =
        database_->queries().deploy(program->saga, dsl::content_hash(definition), source);
    EXPECT_TRUE(deployed.ok());
    program->version = deployed->version;
    programs_.push_back(program);
    return program;
}

TestNode& World::start_node(NodeOptions options) {
    const std::string dead = dead_[options.name];
    nodes_.push_back(std::make_unique<TestNode>(*this, std::move(options), dead));
    run_ready();
    return *nodes_.back();
}

void World::kill(TestNode& node) {
    dead_[node.name()] = node.incarnation();
    std::erase_if(nodes_, [&](const auto& each) { return each.get() == &node; });
}

TestNode& World::restart_node(NodeOptions options) { return start_node(std::move(options)); }

TestNode* World::crashed_node() {
    for (const auto& node : nodes_) {
        if (node->crashed()) return node.get();
    }
    return nullptr;
}

bool World::run_nodes() {
    bool any = false;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        while (nodes_[i]->loop().run_one()) {
            any = true;
            if (nodes_[i]->crashed()) return false;
        }
    }
    return any;
}

void World::run_ready() {
    while (crashed_node() == nullptr) {
        if (run_nodes() || participants_.answer_due()) continue;
        bool pending = false;
        for (const auto& node : nodes_) pending = pending || node->store().pending() > 0;
        if (!pending) return;
        database_->wait_for_answer();
    }
}

std::optional<Timestamp> World::next_due() const {
    std::optional<Timestamp> next = participants_.next_due();
    for (const auto& node : nodes_) {
        const auto timer = node->loop().timer();
        if (timer && (!next || *timer < *next)) next = timer;
    }
    return next;
}

void World::advance_to(Timestamp at) {
    run_ready();
    while (crashed_node() == nullptr) {
        const auto next = next_due();
        if (!next || *next > at) break;
        clock_.set(std::max(*next, clock_.now()));
        run_ready();
    }
    if (crashed_node() != nullptr) return;
    clock_.set(std::max(at, clock_.now()));
    run_ready();
}

std::optional<InstanceState> World::stored_state(InstanceId id) {
    const auto found = database_->queries().find_instance(id);
    EXPECT_TRUE(found.ok());
    if (!found.ok() || !*found) return std::nullopt;
    auto state = state_of(**found);
    EXPECT_TRUE(state.ok()) << state.error().message;
    return std::move(*state);
}

std::vector<HistoryEvent> World::history(InstanceId id) {
    std::vector<HistoryEvent> all;
    std::uint64_t after = 0;
    for (;;) {
        const auto rows = database_->queries().history(id, after, 200);
        EXPECT_TRUE(rows.ok());
        if (!rows.ok() || rows->empty()) return all;
        for (const store::HistoryRow& row : *rows) {
            auto events = history_events_from(row.events);
            EXPECT_TRUE(events.ok());
            for (HistoryEvent& event : *events) all.push_back(std::move(event));
            after = row.last_seq;
        }
    }
}

}  // namespace sagaflow::testing
