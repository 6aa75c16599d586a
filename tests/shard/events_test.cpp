// Events and those who wait: once each, none lost between two looks, none lost with a crash.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Events : public Installation {
protected:
    // Two nodes that share the shards; instances by the node that owns them.
    void two_nodes() {
        NodeOptions second;
        second.name = "b";
        world().start_node();
        world().start_node(second);
        world().advance(Duration{15'000});
        ASSERT_GT(world().node(0).ownership().owned_count(), 0U);
        ASSERT_GT(world().node(1).ownership().owned_count(), 0U);
    }
};

TEST_F(Events, GoToEveryInstanceThatWaitsOnEveryNode) {
    world().deploy(one_receive("s"));
    two_nodes();
    std::vector<InstanceId> ids;
    for (std::size_t i = 0; i < 6; ++i) {
        ids.push_back(start(world().node(i % 2), "s", {{"key", "k"}})->id);
    }
    EXPECT_EQ(send(world().node(0), "ping", "k")->matched, 6);
    world().advance(Duration{1'000});
    for (const InstanceId id : ids) EXPECT_EQ(status(id), "completed");
}

TEST_F(Events, ThatNobodyTookAreKeptForTheNext) {
    world().deploy(one_receive("s"));
    two_nodes();
    const InstanceId deaf = start(world().node(1), "s", {{"key", "k"}, {"deaf", true}})->id;
    ASSERT_TRUE(send(world().node(0), "ping", "k").ok());
    world().advance(Duration{1'000});
    EXPECT_EQ(status(deaf), "running");
    const InstanceId next = start(world().node(0), "s", {{"key", "k"}})->id;
    world().advance(Duration{1'000});
    EXPECT_EQ(status(next), "completed") << "the event was given back and is kept";
}

// The first one's commit fails; for a moment nothing is under way.
TEST_F(Events, DuplicatesAreNotAcknowledgedBeforeTheFirstIsStored) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    EventMessage event;
    event.identity = {"test", "twice"};
    event.address = {"ping", "k"};
    event.attributes = Json::object();
    node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kNotCommitted);
    int answers = 0;
    const auto check = [&](const Result<Delivered>& answer) {
        ++answers;
        if (!answer.ok()) return;  // it will be sent again
        const auto stored = world().database().queries().list_events({}, {}, {}, 10);
        ASSERT_TRUE(stored.ok());
        EXPECT_EQ(stored->size(), 1U) << "acknowledged, and not stored";
    };
    node.engine().deliver({event}, check);
    world().run_ready();
    ASSERT_EQ(answers, 0) << "its commit has failed and is tried again soon";
    node.engine().deliver({event}, check);
    world().run_ready();
    world().advance(Duration{2'000});
    EXPECT_EQ(answers, 2);
}

// The event is on its way to one who does not want it when the other begins to wait, elsewhere.
TEST_F(Events, ThatComeBackAreOfferedOnEveryNode) {
    world().deploy(one_receive("s"));
    two_nodes();
    const InstanceId deaf = start(world().node(1), "s", {{"key", "k"}, {"deaf", true}})->id;
    ASSERT_EQ(send(world().node(0), "ping", "k")->matched, 1);
    const InstanceId here = start(world().node(0), "s", {{"key", "k"}})->id;
    ASSERT_EQ(status(here), "running") << "it looked while the event was on its way";
    world().advance(Duration{1'000});
    EXPECT_EQ(status(deaf), "running");
    EXPECT_EQ(status(here), "completed");
}

TEST_F(Events, ThatOneTookAreNotKeptAgainBecauseAnotherDidNot) {
    world().deploy(one_receive("s"));
    two_nodes();
    const InstanceId here = start(world().node(0), "s", {{"key", "k"}})->id;
    const InstanceId deaf = start(world().node(1), "s", {{"key", "k"}, {"deaf", true}})->id;
    ASSERT_TRUE(send(world().node(0), "ping", "k").ok());
    world().advance(Duration{1'000});
    EXPECT_EQ(status(here), "completed");
    EXPECT_EQ(status(deaf), "running");
    const InstanceId next = start(world().node(0), "s", {{"key", "k"}})->id;
    world().advance(Duration{1'000});
    EXPECT_EQ(status(next), "running") << "the event was consumed";
}

TEST_F(Events, ThatCameEarlyAreNotLostWithTheProcessThatShouldHaveLooked) {
    world().deploy(one_receive("s"));
    NodeOptions options;
    TestNode& node = world().start_node(options);
    EXPECT_EQ(send(node, "ping", "k")->matched, 0);
    const std::uint64_t commits = node.store().commits();
    world().kill(node);
    options.crash = {1, true};  // the start's commit is durable, and nobody looks any more
    ASSERT_GE(commits, 1U);
    TestNode& second = world().restart_node(options);
    StartInstance command;
    command.saga = "s";
    command.input = {{"key", "k"}};
    second.engine().start(command, [](const Result<Started>&) {});
    world().run_ready();
    ASSERT_TRUE(second.crashed());
    world().kill(second);
    world().restart_node({});
    world().advance(Duration{2'000});
    const auto page = world().database().queries().list_instances({}, std::nullopt, 10);
    ASSERT_EQ(page->rows.size(), 1U);
    EXPECT_EQ(page->rows.front().status, InstanceStatus::kCompleted);
}

TEST_F(Events, StoredForAPausedInstanceAreGivenBackWhenItIsUndone) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const InstanceId paused = start(node, "s", {{"key", "k"}})->id;
    ASSERT_TRUE(act(node, paused, Action::kPause).ok());
    EXPECT_EQ(send(node, "ping", "k")->matched, 1);
    ASSERT_TRUE(act(node, paused, Action::kCancel).ok());
    const InstanceId next = start(node, "s", {{"key", "k"}})->id;
    world().advance(Duration{1'000});
    EXPECT_EQ(status(paused), "compensated");
    EXPECT_EQ(status(next), "completed");
}

TEST_F(Events, AreTakenByAResumedCycleOnceEach) {
    Json cycle{
        {"saga", "cycle"},
        {"start", "init"},
        {"states",
         {{"init", {{"type", "set"}, {"assign", {{"n", 0}}}, {"next", "listen"}}},
          {"listen",
           {{"type", "receive"},
            {"timeout", {{"after", "7d"}, {"error", "Late"}}},
            {"on",
             {{{"event", "ping"},
               {"key", "k"},
               {"assign", {{"n", "${vars.n + 1}"}}},
               {"next", "more"}}}}}},
          {"more",
           {{"type", "choice"},
            {"choices", {{{"when", "vars.n < 5"}, {"next", "listen"}}}},
            {"otherwise", "done"}}},
          {"done", {{"type", "succeed"}}}}}};
    world().deploy(cycle);
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "cycle")->id;
    ASSERT_TRUE(act(node, id, Action::kPause).ok());
    ASSERT_TRUE(send(node, "ping", "k").ok());
    ASSERT_TRUE(send(node, "ping", "k").ok());
    ASSERT_TRUE(act(node, id, Action::kResume).ok());
    world().advance(Duration{1'000});
    EXPECT_EQ(world().stored_state(id)->vars.at("n"), 2);
    EXPECT_EQ(status(id), "running");
}

TEST_F(Events, MessagesOfADeadNodeReachTheSurvivor) {
    world().deploy(one_receive("s"));
    two_nodes();
    const InstanceId there = start(world().node(1), "s", {{"key", "k"}})->id;
    ASSERT_EQ(world().node(1).ownership().owns(there.shard()), true);
    world().kill(world().node(1));
    EXPECT_EQ(send(world().node(0), "ping", "k")->matched, 1);
    world().advance(Duration{30'000});
    EXPECT_TRUE(world().node(0).ownership().owns(there.shard()));
    EXPECT_EQ(status(there), "completed");
}

}  // namespace
}  // namespace sagaflow::testing
