// What a node tells of its instances to whoever looks on.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class KeepingFollower final : public ChangeFollower {
public:
    bool turn(std::vector<InstanceChange> changes, bool missed, Timestamp) override {
        ++turns;
        misses += missed ? 1 : 0;
        largest = std::max(largest, changes.size());
        for (InstanceChange& change : changes) told.push_back(std::move(change));
        return goes_on;
    }

    std::vector<InstanceChange> told;
    std::size_t largest = 0;
    int turns = 0;
    int misses = 0;
    bool goes_on = true;
};

class Changes : public Installation {
protected:
    std::shared_ptr<KeepingFollower> follow(TestNode& node) {
        auto follower = std::make_shared<KeepingFollower>();
        node.engine().changes().follow(follower);
        world().run_ready();
        return follower;
    }
    std::string last_status(const KeepingFollower& follower, InstanceId id) {
        std::string status = "none";
        for (const InstanceChange& change : follower.told) {
            if (change.row.id == id) status = to_string(change.row.status);
        }
        return status;
    }
};

TEST_F(Changes, AreToldOnceATurnWithTheSentence) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const auto follower = follow(node);
    const auto started = start(node, "s", Json{{"key", "k"}});
    ASSERT_TRUE(started.ok());
    const InstanceId id = started->id;
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(act(node, id, Action::kPause).ok());
        ASSERT_TRUE(act(node, id, Action::kResume).ok());
    }
    EXPECT_TRUE(follower->told.empty()) << "before its turn";
    world().advance(ChangeDesk::kTurn);
    ASSERT_EQ(follower->told.size(), 1u);
    const InstanceChange& change = follower->told.front();
    EXPECT_EQ(change.row.id, id);
    EXPECT_EQ(change.row.seq, world().stored_state(id)->seq);
    EXPECT_TRUE(change.why.text.starts_with("waits for ping of key \"k\"")) << change.why.text;
    world().advance(Duration{5'000});
    EXPECT_EQ(follower->told.size(), 1u) << "nothing has changed since";
    EXPECT_GE(follower->turns, 20) << "empty turns are told, too";
}

TEST_F(Changes, OfAnEndAreToldThoughItLeavesMemory) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    const auto follower = follow(node);
    const auto started = start(node, "s");
    ASSERT_TRUE(started.ok());
    world().advance(ChangeDesk::kTurn);
    EXPECT_EQ(last_status(*follower, started->id), "completed");
    EXPECT_EQ(follower->told.size(), 1u);
}

TEST_F(Changes, AreNotToldBeforeTheirCommit) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const auto follower = follow(node);
    const auto started = start(node, "s", Json{{"key", "k"}});
    ASSERT_TRUE(started.ok());
    world().advance(Duration{1'000});
    const std::size_t told = follower->told.size();
    node.faults().decide_by([](store::StoreCall call) {
        return call == store::StoreCall::kCommit ? store::StoreFault::kUnavailable
                                                 : store::StoreFault::kNone;
    });
    (void)act(node, started->id, Action::kPause);
    world().advance(Duration{1'000});
    EXPECT_EQ(follower->told.size(), told) << "the pause was never committed";
    EXPECT_EQ(last_status(*follower, started->id), "running");
}

TEST_F(Changes, BeyondWhatATurnMayCostAreToldAsMissed) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const auto follower = follow(node);
    const std::size_t many = limits::kStreamChangesPerTurnMax + 10;
    for (std::size_t i = 0; i < many; ++i) {
        ASSERT_TRUE(start(node, "s", Json{{"key", std::to_string(i)}}).ok());
    }
    world().advance(ChangeDesk::kTurn);
    EXPECT_EQ(follower->largest, limits::kStreamChangesPerTurnMax);
    EXPECT_EQ(follower->misses, 1);
    const auto later = start(node, "s", Json{{"key", "later"}});
    world().advance(ChangeDesk::kTurn);
    EXPECT_EQ(last_status(*follower, later->id), "running") << "the next turn has room again";
    EXPECT_EQ(follower->misses, 1);
}

TEST_F(Changes, AreNotGatheredForNobody) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const auto follower = follow(node);
    follower->goes_on = false;
    world().advance(ChangeDesk::kTurn);
    const int turns = follower->turns;
    ASSERT_TRUE(start(node, "s", Json{{"key", "k"}}).ok());
    world().advance(Duration{5'000});
    EXPECT_EQ(follower->turns, turns);
    EXPECT_TRUE(follower->told.empty());
    EXPECT_EQ(follower.use_count(), 1) << "the node has let go of it";
    const auto again = follow(node);
    const auto started = start(node, "s", Json{{"key", "l"}});
    world().advance(ChangeDesk::kTurn);
    EXPECT_EQ(again->told.size(), 1u);
}

}  // namespace
}  // namespace sagaflow::testing
