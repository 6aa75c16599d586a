// Plans: what an action would do, and the hash that holds the act to it.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Plans : public Installation {
protected:
    // Waits for `ping` after one step that can be undone; its undo's input tells the time.
    static Json step_then_receive() {
        Json saga = one_receive("s");
        saga["start"] = "work";
        saga["states"]["work"] = {
            {"type", "task"},
            {"call", "noop"},
            {"compensate", {{"call", "noop"}, {"with", {{"result", "${string(instance.now)}"}}}}},
            {"next", "listen"}};
        return saga;
    }

    Result<Acted> plan(TestNode& node, InstanceId id, Action action, const std::string& reason) {
        ActOnInstance command;
        command.id = id;
        command.action = action;
        command.reason = reason;
        command.plan = true;
        auto answer = ask<Acted>([&](auto reply) { node.engine().act(command, reply); });
        return answer ? *answer : Error{ErrorCode::kInternal, "no answer"};
    }

    Result<Acted> act_on(
        TestNode& node, InstanceId id, Action action, const std::string& hash, Json arguments = {}
    ) {
        ActOnInstance command;
        command.id = id;
        command.action = action;
        command.actor = "tester";
        command.reason = "because";
        command.arguments = std::move(arguments);
        command.plan_hash = hash;
        auto answer = ask<Acted>([&](auto reply) { node.engine().act(command, reply); });
        return answer ? *answer : Error{ErrorCode::kInternal, "no answer"};
    }

    static std::string hash_of(const Result<Acted>& planned) {
        return planned->document.at("hash").get<std::string>();
    }
};

// What the connector would refuse is refused by the plan and by the act: nothing is promised, and
// nothing stands in the history.
TEST_F(Plans, RefuseInputThatTheConnectorCannotSend) {
    Json saga = step_then_receive();
    saga["states"]["work"]["onExhausted"] = "park";
    saga["states"]["work"]["retry"] = {{"maxAttempts", 1}};
    world().participants().script("work", {{{"failed", "http.409"}}});
    world().deploy(saga);
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    world().advance(Duration{5'000});
    ASSERT_EQ(status(id), "parked");
    const std::size_t events = world().history(id).size();
    world().participants().object_to("a", "`a`: unknown member");
    ActOnInstance command;
    command.id = id;
    command.action = Action::kRetry;
    command.arguments = {{"with", {{"a", 1}}}};
    for (const bool planned : {true, false}) {
        command.plan = planned;
        const auto answer = ask<Acted>([&](auto reply) { node.engine().act(command, reply); });
        ASSERT_TRUE(answer);
        ASSERT_FALSE(answer->ok());
        EXPECT_EQ(answer->error().code, ErrorCode::kUnprocessable);
        EXPECT_EQ(answer->error().message, "`a`: unknown member");
    }
    EXPECT_EQ(world().history(id).size(), events);
    command.arguments = {{"with", {{"b", 1}}}};
    EXPECT_TRUE((*ask<Acted>([&](auto reply) { node.engine().act(command, reply); })).ok());
}

TEST_F(Plans, WriteNothing) {
    world().deploy(step_then_receive());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    world().advance(Duration{5'000});
    const std::size_t calls = world().participants().calls().size();
    const std::uint64_t commits = node.store().commits();
    const std::size_t events = world().history(id).size();
    for (const Action action :
         {Action::kCancel, Action::kCompensate, Action::kTerminate, Action::kPause}) {
        const auto planned = plan(node, id, action, "");
        ASSERT_TRUE(planned.ok()) << planned.error().message;
        EXPECT_EQ(planned->seq, events);
    }
    world().advance(Duration{5'000});
    EXPECT_EQ(node.store().commits(), commits);
    EXPECT_EQ(world().history(id).size(), events);
    EXPECT_EQ(world().participants().calls().size(), calls);
    EXPECT_EQ(status(id), "running");
}

TEST_F(Plans, HoldUntilTheInstanceMoves) {
    world().deploy(step_then_receive());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    const std::string hash = hash_of(plan(node, id, Action::kCancel, ""));
    ASSERT_TRUE(act(node, id, Action::kVariables, {{"set", {{"a", 1}}}}).ok());
    const auto moved = act_on(node, id, Action::kCancel, hash);
    ASSERT_FALSE(moved.ok());
    EXPECT_EQ(moved.error().code, ErrorCode::kPreconditionFailed);
    EXPECT_NE(moved.error().message.find("moved on"), std::string::npos);
    EXPECT_EQ(status(id), "running");
    const std::string anew = hash_of(plan(node, id, Action::kCancel, ""));
    ASSERT_TRUE(act_on(node, id, Action::kCancel, anew).ok());
    world().advance(Duration{1'000});
    EXPECT_EQ(status(id), "compensated");
}

// Time passes between looking and acting, and the reason is written in between.
TEST_F(Plans, HoldWhateverTheTimeAndTheReason) {
    world().deploy(step_then_receive());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    const auto planned = plan(node, id, Action::kCancel, "not decided yet");
    EXPECT_EQ(hash_of(planned), hash_of(plan(node, id, Action::kCancel, "")));
    world().advance(Duration{60'000});
    EXPECT_TRUE(act_on(node, id, Action::kCancel, hash_of(planned)).ok());
}

TEST_F(Plans, HoldForTheirActionAndArgumentsOnly) {
    world().deploy(step_then_receive());
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    const std::string cancel = hash_of(plan(node, id, Action::kCancel, ""));
    EXPECT_EQ(
        act_on(node, id, Action::kCompensate, cancel).error().code, ErrorCode::kPreconditionFailed
    );
    EXPECT_EQ(
        act_on(node, id, Action::kCancel, "nonsense").error().code, ErrorCode::kPreconditionFailed
    );
    ActOnInstance set;
    set.id = id;
    set.action = Action::kVariables;
    set.arguments = {{"set", {{"a", 1}}}};
    set.plan = true;
    const auto planned = ask<Acted>([&](auto reply) { node.engine().act(set, reply); });
    const auto other =
        act_on(node, id, Action::kVariables, hash_of(*planned), {{"set", {{"a", 2}}}});
    EXPECT_EQ(other.error().code, ErrorCode::kPreconditionFailed);
    EXPECT_TRUE(act_on(node, id, Action::kVariables, hash_of(*planned), {{"set", {{"a", 1}}}}).ok()
    );
}

TEST_F(Plans, AreRefusedAsTheActIs) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s")->id;
    world().advance(Duration{1'000});
    ASSERT_EQ(status(id), "completed");
    for (const Action action : {Action::kCancel, Action::kRetry, Action::kSkip, Action::kResume}) {
        const auto planned = plan(node, id, action, "because");
        const auto acted = act(node, id, action);
        ASSERT_FALSE(planned.ok());
        EXPECT_EQ(planned.error().code, ErrorCode::kConflict);
        EXPECT_EQ(planned.error().message, acted.error().message);
    }
}

TEST_F(Plans, ShowOnlyTheFirstOfManyUndos) {
    world().deploy(Json{
        {"saga", "loop"},
        {"start", "count"},
        {"states",
         {{"count",
           {{"type", "set"},
            {"assign", {{"n", "${has(vars.n) ? vars.n + 1 : 1}"}}},
            {"next", "work"}}},
          {"work",
           {{"type", "task"},
            {"call", "noop"},
            {"compensate", {{"call", "noop"}}},
            {"next", "more"}}},
          {"more",
           {{"type", "choice"},
            {"choices", {{{"when", "vars.n < 250"}, {"next", "count"}}}},
            {"otherwise", "rest"}}},
          {"rest", {{"type", "wait"}, {"for", "1h"}, {"next", "done"}}},
          {"done", {{"type", "succeed"}}}}}});
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "loop")->id;
    world().advance(Duration{60'000});
    const auto planned = plan(node, id, Action::kCancel, "");
    ASSERT_TRUE(planned.ok()) << planned.error().message;
    EXPECT_EQ(planned->document.at("undos").size(), limits::kPlanUndosMax);
    EXPECT_EQ(planned->document.at("moreUndos"), 250 - limits::kPlanUndosMax);
    EXPECT_EQ(planned->document.at("undos").at(0).at("visit"), 250);
    ASSERT_TRUE(act_on(node, id, Action::kCancel, hash_of(planned)).ok());
}

TEST_F(Plans, TellThatTheUndoGetsStuck) {
    Json saga = step_then_receive();
    saga["start"] = "first";
    saga["states"]["first"] = saga["states"]["work"];
    saga["states"]["first"]["next"] = "work";
    saga["states"]["first"]["compensate"]["with"] = {{"result", "${input.nowhere.to.be.found}"}};
    world().deploy(saga);
    TestNode& node = world().start_node();
    const InstanceId id = start(node, "s", {{"key", "k"}})->id;
    const auto planned = plan(node, id, Action::kCancel, "because");
    ASSERT_TRUE(planned.ok()) << planned.error().message;
    EXPECT_EQ(planned->document.at("statusAtEnd"), "stuck");
    const std::string summary = planned->document.at("summary");
    EXPECT_NE(summary.find("gets stuck"), std::string::npos) << summary;
    EXPECT_EQ(summary.find("succeeded"), std::string::npos) << summary;
}

}  // namespace
}  // namespace sagaflow::testing
