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

}  // namespace
}  // namespace sagaflow::testing
