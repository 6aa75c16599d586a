// The rows of effects that are left over: they come and go in the commit of what brings it about.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Effects : public Installation {
protected:
    static Json two_steps() {
        return Json{
            {"saga", "s"},
            {"start", "a"},
            {"compensation", {{"retry", {{"maxAttempts", 1}}}}},
            {"states",
             {{"a",
               {{"type", "task"},
                {"call", "noop"},
                {"compensate", {{"call", "noop"}}},
                {"next", "b"}}},
              {"b",
               {{"type", "task"},
                {"call", "noop"},
                {"compensate", {{"call", "noop"}}},
                {"next", "rest"}}},
              {"rest", {{"type", "wait"}, {"for", "1h"}, {"next", "done"}}},
              {"done", {{"type", "succeed"}}}}}};
    }

    std::vector<std::string> listed() {
        const auto rows = world().database().queries().list_effects({}, std::nullopt, 100);
        std::vector<std::string> texts;
        for (const store::EffectRow& row : *rows) {
            texts.push_back(row.effect.step + " " + row.effect.state);
        }
        std::sort(texts.begin(), texts.end());
        return texts;
    }
    using Texts = std::vector<std::string>;
};

TEST_F(Effects, OfSagasThatWentWellAreNotListed) {
    world().deploy(two_steps());
    TestNode& node = world().start_node();
    const InstanceId done = start(node, "s")->id;
    const InstanceId undone = start(node, "s")->id;
    world().advance(Duration{1'000});
    ASSERT_TRUE(act(node, undone, Action::kCancel).ok());
    world().advance(Duration{2 * 3'600'000});
    ASSERT_EQ(status(done), "completed");
    ASSERT_EQ(status(undone), "compensated");
    EXPECT_TRUE(listed().empty());
}

TEST_F(Effects, OfATerminatedSagaAreListed) {
    world().deploy(two_steps());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s")->id;
    world().advance(Duration{1'000});
    EXPECT_TRUE(listed().empty());
    ASSERT_TRUE(act(node, id, Action::kTerminate).ok());
    EXPECT_EQ(listed(), (Texts{"a outstanding", "b outstanding"}));
}

// Also when the node that wrote the rows is gone.
TEST_F(Effects, OfAStuckSagaGoWhenItIsMended) {
    world().deploy(two_steps());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s")->id;
    world().advance(Duration{1'000});
    world().participants().script("b undo", {Json{{"failed", "http.422"}}});
    ASSERT_TRUE(act(node, id, Action::kCancel).ok());
    world().advance(Duration{1'000});
    ASSERT_EQ(status(id), "stuck");
    EXPECT_EQ(listed(), (Texts{"a outstanding", "b outstanding"}));
    const NodeOptions options = node.options();
    world().kill(node);
    TestNode& next = world().restart_node(options);
    world().advance(Duration{1'000});
    ASSERT_TRUE(act(next, id, Action::kResolve, {{"step", "b"}, {"resolution", "retry"}}).ok());
    world().advance(Duration{1'000});
    ASSERT_EQ(status(id), "compensated");
    EXPECT_TRUE(listed().empty());
}

TEST_F(Effects, ThatWereGivenUpStayListed) {
    world().deploy(two_steps());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s")->id;
    world().advance(Duration{1'000});
    world().participants().script("b undo", {Json{{"failed", "http.422"}}});
    ASSERT_TRUE(act(node, id, Action::kRewind, {{"state", "b"}}).ok());
    world().advance(Duration{1'000});
    ASSERT_TRUE(act(node, id, Action::kResolve, {{"step", "b"}, {"resolution", "giveUp"}}).ok());
    world().advance(Duration{2 * 3'600'000});
    ASSERT_EQ(status(id), "completed");
    EXPECT_EQ(listed(), (Texts{"b outstanding"}));
}

TEST_F(Effects, ThatNobodyKnowsOfAreListedAfterAGoodEnd) {
    Json saga = two_steps();
    saga["states"]["b"]["retry"] = {{"maxAttempts", 1}};
    saga["states"]["b"]["catch"] = {{{"errors", {"*"}}, {"next", "rest"}}};
    world().deploy(saga);
    TestNode& node = world().start_node();
    world().participants().script("b", {Json{{"unknown", "timeout"}}});
    const InstanceId id = start(node, "s")->id;
    world().advance(Duration{2 * 3'600'000});
    ASSERT_EQ(status(id), "completed");
    EXPECT_EQ(listed(), (Texts{"b unknown"}));
}

}  // namespace
}  // namespace sagaflow::testing
