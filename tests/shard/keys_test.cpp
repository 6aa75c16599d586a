// Business keys: one live instance each, and free again as soon as it has ended.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Keys : public Installation {};

TEST_F(Keys, ASecondStartWithTheKeyFindsTheFirstInstance) {
    world().deploy(one_task("s"));
    world().participants().script("work", {Json{{"hold", "h"}}});
    TestNode& node = world().start_node();
    const auto first = start(node, "s", {{"key", "k"}});
    const auto second = start(node, "s", {{"key", "k"}});
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_TRUE(first->created);
    EXPECT_FALSE(second->created);
    EXPECT_EQ(first->id, second->id);
}

TEST_F(Keys, StartsThatRaceGetOneInstance) {
    world().deploy(one_task("s"));
    world().participants().script("work", {Json{{"hold", "h"}}});
    TestNode& node = world().start_node();
    StartInstance command;
    command.saga = "s";
    command.input = {{"key", "k"}};
    std::set<std::string> ids;
    int created = 0;
    for (int i = 0; i < 20; ++i) {
        node.engine().start(command, [&](const Result<Started>& result) {
            ASSERT_TRUE(result.ok());
            ids.insert(result->id.text());
            created += result->created ? 1 : 0;
        });
    }
    world().run_ready();
    EXPECT_EQ(ids.size(), 1U);
    EXPECT_EQ(created, 1);
}

TEST_F(Keys, AnInstanceThatEndsInItsFirstCommitLeavesItsKeyFree) {
    Json at_once = one_task("s");
    at_once["start"] = "done";
    at_once["states"].erase("work");
    world().deploy(at_once);
    TestNode& node = world().start_node();
    const auto first = start(node, "s", {{"key", "k"}});
    const auto second = start(node, "s", {{"key", "k"}});
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_TRUE(second->created) << "the first has ended and holds nothing";
    EXPECT_NE(first->id, second->id);
}

TEST_F(Keys, ALateAnswerToAnEndedInstanceLeavesItsSuccessorTheKey) {
    world().deploy(one_task("s"));
    world().participants().script("work", {Json{{"hold", "first"}}, Json{{"hold", "second"}}});
    TestNode& node = world().start_node();
    const auto first = start(node, "s", {{"key", "k"}});
    ASSERT_TRUE(act(node, first->id, Action::kTerminate).ok());
    const auto second = start(node, "s", {{"key", "k"}});
    ASSERT_TRUE(second->created);
    world().participants().release("first", Json{{"ok", nullptr}});
    world().advance(Duration{2'000});
    const auto third = start(node, "s", {{"key", "k"}});
    ASSERT_TRUE(third.ok());
    EXPECT_FALSE(third->created) << "the second is alive and holds the key";
    EXPECT_EQ(third->id, second->id);
}

// The commit is durable, its answer is lost, and another node takes the shards before this one has
// looked.
class KeysInDoubt : public Keys {
protected:
    std::optional<Result<Started>> start_in_doubt(StartInstance command) {
        world().deploy(one_task("s"));
        const auto thief =
            world().database().connect([](const std::function<void()>& task) { task(); });
        bool armed = false;
        NodeOptions options;
        options.faults = [&](store::StoreCall call) {
            if (call == store::StoreCall::kAcquire && std::exchange(armed, false)) steal(*thief);
            return store::StoreFault::kNone;
        };
        TestNode& node = world().start_node(options);
        armed = true;
        node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kUnknownApplied);
        std::optional<Result<Started>> answer;
        command.saga = "s";
        node.engine().start(command, [&](Result<Started> result) { answer = std::move(result); });
        world().advance(Duration{1'000});
        const auto page = world().database().queries().list_instances({}, std::nullopt, 10);
        EXPECT_EQ(page->rows.size(), 1U) << "it was started";
        return answer;
    }

private:
    void steal(store::Store& thief) {
        world().clock().set(world().clock().now() + NodeOptions{}.lease + Duration{1});
        store::NodeRow row;
        row.name = "thief";
        row.incarnation = "thief-1";
        thief.heartbeat(row, Duration{60'000}, [&](Result<store::ClusterView> view) {
            thief.acquire("thief", "thief-1", view->shards, [](const auto&) {});
        });
    }
};

// By the time that another node is asked the instance may have ended, and its key be free again.
TEST_F(KeysInDoubt, AStartIsNotSentOnForABusinessKeyAlone) {
    StartInstance command;
    command.input = {{"key", "k"}};
    const auto answer = start_in_doubt(command);
    ASSERT_TRUE(answer && !answer->ok());
    EXPECT_EQ(answer->error().code, ErrorCode::kUnavailable) << answer->error().message;
    EXPECT_NE(answer->error().message.find("is not known"), std::string::npos);
}

TEST_F(KeysInDoubt, AStartIsSentOnWhereItsRequestKeyFindsIt) {
    StartInstance command;
    command.input = {{"key", "k"}};
    command.request_key = "request-1";
    const auto answer = start_in_doubt(command);
    ASSERT_TRUE(answer && !answer->ok());
    EXPECT_EQ(answer->error().code, ErrorCode::kNotOwner) << answer->error().message;
}

}  // namespace
}  // namespace sagaflow::testing
