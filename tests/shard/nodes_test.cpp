// Shards that change hands: in good order, after a death, and behind a zombie's back.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Nodes : public Installation {
protected:
    static NodeOptions named(const std::string& name) {
        NodeOptions options;
        options.name = name;
        return options;
    }
    std::size_t owned(std::size_t node) { return world().node(node).ownership().owned_count(); }
};

TEST_F(Nodes, ShareTheShardsWhenOneJoins) {
    world().deploy(one_task("s"));
    world().start_node(named("a"));
    EXPECT_EQ(owned(0), Database::kShards);
    world().start_node(named("b"));
    world().advance(Duration{15'000});
    EXPECT_EQ(owned(0) + owned(1), Database::kShards);
    EXPECT_GT(owned(1), 0U);
}

TEST_F(Nodes, HandOverOnStopCausesNoRetry) {
    world().deploy(one_task("s"));
    TestNode& leaving = world().start_node(named("a"));
    world().participants().script("work", {Json{{"after", "4s"}, {"ok", nullptr}}});
    const InstanceId id = start(leaving, "s")->id;
    world().start_node(named("b"));
    bool left = false;
    leaving.membership().stop([&] { left = true; });
    world().advance(Duration{20'000});
    EXPECT_TRUE(left);
    EXPECT_EQ(owned(1), Database::kShards);
    world().kill(leaving);
    world().advance(Duration{10'000});
    EXPECT_EQ(status(id), "completed");
    EXPECT_EQ(world().participants().calls().size(), 1U) << "the attempt was repeated";
}

// The node that leaves writes down how an undo ended and begins no other: its heir must.
TEST_F(Nodes, HandOverInTheMiddleOfUndoGoesOnElsewhere) {
    Json definition = one_task("s");
    Json& states = definition["states"];
    states["more"] = states["work"];
    states["work"]["next"] = "more";
    states["more"]["next"] = "broken";
    states["broken"] = {{"type", "fail"}, {"error", "Broken"}};
    states.erase("done");
    world().deploy(definition);
    TestNode& leaving = world().start_node(named("a"));
    world().participants().script("more undo", {Json{{"after", "4s"}, {"ok", nullptr}}});
    const InstanceId id = start(leaving, "s")->id;
    world().advance(Duration{100});
    ASSERT_EQ(status(id), "compensating");
    world().start_node(named("b"));
    bool left = false;
    leaving.membership().stop([&] { left = true; });
    world().advance(Duration{20'000});
    ASSERT_TRUE(left);
    world().kill(leaving);
    world().advance(Duration{10'000});
    EXPECT_EQ(status(id), "compensated");
}

TEST_F(Nodes, TheSurvivorGoesOnAfterADeath) {
    world().deploy(one_task("s"));
    TestNode& dying = world().start_node(named("a"));
    world().participants().script("work", {Json{{"hold", "never"}}});
    const InstanceId id = start(dying, "s")->id;
    world().start_node(named("b"));
    world().kill(dying);
    world().participants().release("never", Json{{"ok", nullptr}});
    world().advance(Duration{20'000});
    EXPECT_EQ(owned(0), Database::kShards);
    EXPECT_EQ(status(id), "completed");
    const auto& calls = world().participants().calls();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0].key, calls[1].key);
    EXPECT_EQ(calls[1].attempt, 2);
}

// A zombie: it is stopped for longer than its lease, then goes on where it was.
TEST_F(Nodes, ADeposedOwnerWritesNothing) {
    world().deploy(one_task("s"));
    TestNode& zombie = world().start_node(named("a"));
    world().participants().script("work", {Json{{"hold", "late"}}, Json{{"hold", "second"}}});
    const InstanceId id = start(zombie, "s")->id;
    ASSERT_TRUE(world().node(0).ownership().owns(id.shard()));
    // The zombie's heartbeats do not reach the database for a while.
    zombie.faults().decide_by([](store::StoreCall call) {
        return call == store::StoreCall::kHeartbeat ? store::StoreFault::kUnavailable
                                                    : store::StoreFault::kNone;
    });
    world().start_node(named("b"));
    world().advance(Duration{20'000});
    ASSERT_TRUE(world().node(1).ownership().owns(id.shard())) << "the lease is over";
    const std::uint64_t seq = world().stored_state(id)->seq;
    // The answer comes to the zombie, which still believes that it owns the shard.
    world().participants().release("late", Json{{"ok", nullptr}});
    world().advance(Duration{5'000});
    EXPECT_FALSE(zombie.ownership().owns(id.shard())) << "it learns of the loss by being refused";
    EXPECT_EQ(world().stored_state(id)->seq, seq) << "the zombie wrote";
    const auto said = zombie.log().lines_with("taken over by another node");
    ASSERT_EQ(said.size(), 1U) << "an operator is told";
    EXPECT_NE(said[0].find("shards=1"), std::string::npos) << said[0];
    zombie.faults().decide_by([](store::StoreCall) { return store::StoreFault::kNone; });
    world().advance(Duration{5'000});
    const auto later = zombie.log().lines_with("taken over by another node");
    ASSERT_EQ(later.size(), 2U) << "the heartbeat finds the others";
    EXPECT_NE(later[1].find("shards=" + std::to_string(Database::kShards - 1)), std::string::npos)
        << later[1];
    world().participants().release("second", Json{{"ok", nullptr}});
    world().advance(Duration{5'000});
    EXPECT_EQ(status(id), "completed") << "the new owner asked again and went on";
    const auto history = world().history(id);
    for (std::size_t i = 0; i < history.size(); ++i) EXPECT_EQ(history[i].seq, i + 1);
}

TEST_F(Nodes, AStartWithAKeyIsRefusedByTheNodeThatDoesNotOwnIt) {
    world().deploy(one_task("s"));
    world().start_node(named("a"));
    world().start_node(named("b"));
    world().advance(Duration{15'000});
    int created = 0;
    int sent_on = 0;
    for (int i = 0; i < 20; ++i) {
        const Json input{{"key", "k" + std::to_string(i)}};
        for (std::size_t node = 0; node < 2; ++node) {
            const auto started = start(world().node(node), "s", input);
            if (started.ok())
                ++created;
            else if (started.error().code == ErrorCode::kNotOwner)
                ++sent_on;
        }
    }
    EXPECT_EQ(created, 20) << "each key has one owner";
    EXPECT_EQ(sent_on, 20);
}

}  // namespace
}  // namespace sagaflow::testing
