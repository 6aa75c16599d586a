// What hangs on a commit: nothing leaves before it, many share one, one that fails costs nobody.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Commits : public Installation {};

TEST_F(Commits, ACallGoesOutOnlyAfterItsAttemptIsDurable) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    int calls = 0;
    world().participants().on_call([&](const CallRequest& call) {
        ++calls;
        const auto state = world().stored_state(call.instance);
        ASSERT_TRUE(state.has_value()) << "called before the instance was durable";
        ASSERT_EQ(state->steps.at("work").attempts, call.attempt);
    });
    ASSERT_TRUE(start(node, "s").ok());
    EXPECT_EQ(calls, 1);
}

TEST_F(Commits, AnAnswerComesOnlyAfterTheCommit) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kNotCommitted);
    StartInstance command;
    command.saga = "s";
    command.input = Json::object();
    std::optional<Result<Started>> answer;
    node.engine().start(command, [&](Result<Started> result) {
        answer.emplace(std::move(result));
    });
    world().run_ready();
    EXPECT_FALSE(answer.has_value()) << "the commit failed, and nobody may know of the start";
    world().advance(Duration{1'000});
    ASSERT_TRUE(answer.has_value() && answer->ok());
    EXPECT_EQ(status((*answer)->id), "completed");
}

TEST_F(Commits, StartsThatComeTogetherShareACommit) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    const std::uint64_t before = node.store().commits();
    StartInstance command;
    command.saga = "s";
    command.input = Json::object();
    int answered = 0;
    for (int i = 0; i < 200; ++i) {
        node.engine().start(command, [&](const Result<Started>& result) {
            ASSERT_TRUE(result.ok());
            ++answered;
        });
    }
    world().run_ready();
    EXPECT_EQ(answered, 200);
    // One for the starts and one for the ends, and room for stragglers.
    EXPECT_LE(node.store().commits() - before, 6U);
}

TEST_F(Commits, OneInstanceThatTheDatabaseRefusesStopsNobodyElse) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const InstanceId poison = start(node, "s", {{"key", "k"}})->id;
    std::vector<InstanceId> others;
    for (int i = 0; i < 5; ++i) others.push_back(start(node, "s", {{"key", "k"}})->id);
    node.store().refuse([&](const store::CommitBatch& batch) {
        return std::any_of(batch.history.begin(), batch.history.end(), [&](const auto& row) {
            return row.id == poison;
        });
    });
    EventMessage event;
    event.identity = {"test", "poisoned"};
    event.address = {"ping", "k"};
    event.attributes = Json::object();
    std::optional<Result<Delivered>> answer;
    node.engine().deliver({event}, [&](Result<Delivered> result) { answer.emplace(result); });
    world().advance(Duration{30'000});
    ASSERT_TRUE(answer.has_value() && answer->ok());
    EXPECT_EQ((*answer)->matched, 6);
    EXPECT_EQ(status(poison), "running");
    for (const InstanceId id : others) EXPECT_EQ(status(id), "completed");
    EXPECT_EQ(act(node, poison, Action::kPause).error().code, ErrorCode::kInternal);
}

TEST_F(Commits, AnIdleInstanceLeavesMemoryWhenThereIsNoRoom) {
    world().deploy(one_receive("s"));
    NodeOptions cramped;
    cramped.settled_bytes_max = 0;
    TestNode& node = world().start_node(cramped);
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    EXPECT_NE(node.engine().core().residents().find(id), nullptr);
    world().advance(Duration{3'000});
    EXPECT_EQ(node.engine().core().residents().size(), 0U);
    EXPECT_EQ(send(node, "ping", "k")->matched, 1);
    world().run_ready();
    EXPECT_EQ(status(id), "completed");
}

TEST_F(Commits, AnIdleInstanceStaysWhileThereIsRoomAndIsNotReadAgain) {
    world().deploy(one_receive("s"));
    std::size_t loads = 0;
    NodeOptions options;
    options.faults = [&loads](store::StoreCall call) {
        if (call == store::StoreCall::kLoad) ++loads;
        return store::StoreFault::kNone;
    };
    TestNode& node = world().start_node(options);
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    world().advance(Duration{3'600'000});
    EXPECT_TRUE(node.engine().core().residents().busy().empty());
    EXPECT_EQ(node.engine().core().residents().settled().size(), 1U);
    EXPECT_EQ(send(node, "ping", "k")->matched, 1);
    world().run_ready();
    EXPECT_EQ(status(id), "completed");
    EXPECT_EQ(loads, 0U);
    EXPECT_EQ(node.engine().core().residents().size(), 0U);
    EXPECT_EQ(node.engine().core().residents().settled_bytes(), 0U);
}

TEST_F(Commits, TheOldestIdleInstanceLeavesFirst) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    Residents& residents = node.engine().core().residents();
    const InstanceId first = start(node, "s", {{"key", "1"}})->id;
    world().advance(Duration{3'000});
    node.engine().core().set_settled_bytes_max(residents.settled_bytes());  // room for one
    const InstanceId second = start(node, "s", {{"key", "2"}})->id;
    world().advance(Duration{3'000});
    EXPECT_EQ(residents.find(first), nullptr);
    EXPECT_NE(residents.find(second), nullptr);
    EXPECT_EQ(send(node, "ping", "1")->matched, 1);
    EXPECT_EQ(send(node, "ping", "2")->matched, 1);
    world().run_ready();
    EXPECT_EQ(status(first), "completed");
    EXPECT_EQ(status(second), "completed");
}

TEST_F(Commits, ADeadlineBeyondTheHorizonIsMetOnTimeDuringALongCall) {
    Json slow = one_task("s");
    slow["timeout"] = "32m30s";
    slow["states"]["work"]["timeout"] = "2h";
    world().deploy(slow);
    world().participants().script("work", {Json{{"hold", "h"}}});
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s")->id;
    const Timestamp deadline = world().clock().now() + Duration{(32 * 60 + 30) * 1'000};
    world().advance(Duration{40 * 60'000});
    for (const HistoryEvent& event : world().history(id)) {
        if (event.type != EventType::kCompensationStarted) continue;
        EXPECT_EQ(event.at.ms, deadline.ms);
        return;
    }
    FAIL() << "the deadline was not met";
}

TEST_F(Commits, ALongRunOfLocalStatesSharesTheEngine) {
    Json counting{
        {"saga", "count"},
        {"start", "init"},
        {"states",
         {{"init", {{"type", "set"}, {"assign", {{"n", 0}}}, {"next", "more"}}},
          {"more",
           {{"type", "choice"},
            {"choices", {{{"when", "vars.n < 2000"}, {"next", "add"}}}},
            {"otherwise", "done"}}},
          {"add", {{"type", "set"}, {"assign", {{"n", "${vars.n + 1}"}}}, {"next", "more"}}},
          {"done", {{"type", "succeed"}}}}}};
    world().deploy(counting);
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    StartInstance command;
    command.saga = "count";
    command.input = Json::object();
    std::optional<InstanceId> id;
    node.engine().start(command, [&](const Result<Started>& result) { id = result->id; });
    const std::uint64_t before = node.store().commits();
    world().run_ready();
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(status(*id), "completed");
    // 4,000 events in pieces of 256, each behind a commit that others may share.
    EXPECT_GE(node.store().commits() - before, 10U);
}

// Read back, the saga has gone on: the interruption of its call is not durable yet.
TEST_F(Commits, AStartThatIsReadBackIsToldAsItIsCommitted) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    world().participants().script("work", {Json{{"hold", "never"}}, Json{{"hold", "never"}}});
    node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kUnknownApplied);
    StartInstance command;
    command.saga = "s";
    command.input = Json::object();
    command.request_key = "once";
    std::optional<std::uint64_t> told;
    std::uint64_t committed = 0;
    node.engine().start(command, [&](const Result<Started>& result) {
        ASSERT_TRUE(result.ok()) << result.error().message;
        told = result->seq;
        committed = world().stored_state(result->id)->seq;
    });
    world().advance(Duration{2'000});
    ASSERT_TRUE(told.has_value());
    EXPECT_LE(*told, committed) << "told ahead of what is durable";
}

// Started by a commit that nobody heard of, and the shard is another node's when it is looked for:
// told to ask that node, a client without a key would start a second one.
TEST_F(Commits, AStartOfUnknownOutcomeIsNotSentToAnotherNode) {
    world().deploy(one_task("s"));
    NodeOptions silent;
    silent.name = "a";
    TestNode& node = world().start_node(silent);
    node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kUnknownApplied);
    // Its way to the leases is cut, so that its epochs cannot be renewed before they are lost.
    node.faults().decide_by([](store::StoreCall call) {
        const bool lease =
            call == store::StoreCall::kAcquire || call == store::StoreCall::kHeartbeat;
        return lease ? store::StoreFault::kUnavailable : store::StoreFault::kNone;
    });
    StartInstance command;
    command.saga = "s";
    command.input = Json::object();
    std::optional<ErrorCode> told;
    node.engine().start(command, [&](const Result<Started>& result) {
        told = result.ok() ? ErrorCode::kInternal : result.error().code;
    });
    world().run_ready();
    NodeOptions heir;
    heir.name = "b";
    world().start_node(heir);
    world().advance(Duration{20'000});
    ASSERT_EQ(world().node(1).ownership().owned_count(), Database::kShards);
    node.faults().decide_by([](store::StoreCall) { return store::StoreFault::kNone; });
    world().advance(Duration{5'000});
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(*told, ErrorCode::kUnavailable);
}

// While the database is away, commits fail by the dozen each second.
TEST_F(Commits, OneLineTellsOfManyThatFail) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    const std::string failed = "a commit failed";
    const auto fail_one = [&] {
        node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kNotCommitted);
        StartInstance command;
        command.saga = "s";
        command.input = Json::object();
        node.engine().start(command, [](const Result<Started>&) {});
        world().advance(Duration{100});
    };
    fail_one();
    ASSERT_EQ(node.log().lines_with(failed).size(), 1U) << "the first is told at once";
    EXPECT_NE(node.log().lines_with(failed)[0].find("notLogged=0"), std::string::npos);
    for (int i = 0; i < 3; ++i) fail_one();
    EXPECT_EQ(node.log().lines_with(failed).size(), 1U);
    world().advance(Duration{5'000});
    fail_one();
    const auto lines = node.log().lines_with(failed);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_NE(lines[1].find("notLogged=3"), std::string::npos) << lines[1];
    world().advance(Duration{5'000});
    fail_one();
    EXPECT_NE(node.log().lines_with(failed)[2].find("notLogged=0"), std::string::npos);
}

}  // namespace
}  // namespace sagaflow::testing
