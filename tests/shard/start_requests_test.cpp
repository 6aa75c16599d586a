// Idempotency-Keys: a request that was answered is answered the same again.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class StartRequests : public Installation {
protected:
    StartRequests() {
        world().deploy(one_task("s"));
        world().participants().script("work", {Json{{"hold", "first"}}});
    }
    static StartInstance command(const std::string& request, std::uint64_t fingerprint = 7) {
        StartInstance command;
        command.saga = "s";
        command.input = {{"key", "k"}};
        command.request_key = request;
        command.request_fingerprint = fingerprint;
        return command;
    }
    Result<Started> send(TestNode& node, const StartInstance& command) {
        auto answer = ask<Started>([&](auto reply) { node.engine().start(command, reply); });
        return answer ? *answer : Error{ErrorCode::kInternal, "no answer"};
    }
    void end_first() {
        world().participants().release("first", Json{{"ok", nullptr}});
        world().advance(Duration{2'000});
    }
};

TEST_F(StartRequests, FindTheInstanceThatTheyWereAnsweredWith) {
    TestNode& node = world().start_node();
    const InstanceId first = start(node, "s", {{"key", "k"}})->id;
    const auto found = send(node, command("r"));
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->id, first);
    end_first();
    ASSERT_EQ(status(first), "completed");
    const auto again = send(node, command("r"));
    ASSERT_TRUE(again.ok());
    EXPECT_FALSE(again->created) << "the business key is free, but the request was answered";
    EXPECT_EQ(again->id, first);
    const auto other = send(node, command("another"));
    EXPECT_TRUE(other->created);
}

TEST_F(StartRequests, AreRefusedWithAnotherBody) {
    TestNode& node = world().start_node();
    ASSERT_TRUE(start(node, "s", {{"key", "k"}}).ok());
    ASSERT_TRUE(send(node, command("r", 7)).ok());
    const auto other = send(node, command("r", 8));
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.error().code, ErrorCode::kUnprocessable);
}

TEST_F(StartRequests, ThatComeTwiceAtOnceShareTheAnswer) {
    TestNode& node = world().start_node();
    const InstanceId first = start(node, "s", {{"key", "k"}})->id;
    const std::uint64_t failed = node.engine().core().counters().commits_failed;
    int answered = 0;
    for (int i = 0; i < 5; ++i) {
        node.engine().start(command("r"), [&](const Result<Started>& result) {
            ASSERT_TRUE(result.ok()) << result.error().message;
            EXPECT_EQ(result->id, first);
            ++answered;
        });
    }
    std::optional<ErrorCode> refused;
    node.engine().start(command("r", 8), [&](const Result<Started>& result) {
        refused = result.ok() ? ErrorCode::kInternal : result.error().code;
    });
    world().run_ready();
    EXPECT_EQ(answered, 5);
    EXPECT_EQ(refused, ErrorCode::kUnprocessable);
    EXPECT_EQ(node.engine().core().counters().commits_failed, failed);
}

TEST_F(StartRequests, AreAnsweredOnlyOnceTheyAreDurable) {
    TestNode& node = world().start_node();
    const InstanceId first = start(node, "s", {{"key", "k"}})->id;
    for (const store::StoreFault fault :
         {store::StoreFault::kNotCommitted,
          store::StoreFault::kUnknownApplied,
          store::StoreFault::kUnknownNotApplied}) {
        const std::string request = "r" + std::to_string(static_cast<int>(fault));
        node.faults().fail_next(store::StoreCall::kCommit, fault);
        std::optional<Result<Started>> answer;
        node.engine().start(command(request), [&](Result<Started> result) {
            answer.emplace(std::move(result));
        });
        world().run_ready();
        world().advance(Duration{3'000});
        ASSERT_TRUE(answer.has_value() && answer->ok());
        EXPECT_EQ((*answer)->id, first);
        const auto row =
            world().database().queries().find_start_key(store::StartKey{"request", request});
        ASSERT_TRUE(row.ok() && row->has_value());
        EXPECT_EQ((*row)->instance, first);
    }
}

// A restart that is refused because somebody else holds the key may be asked for again later.
TEST_F(StartRequests, OfARestartDoNotStickToWhoHeldTheKey) {
    Json undone = one_task("s");
    undone["states"]["work"]["next"] = "broken";
    undone["states"]["broken"] = {{"type", "fail"}, {"error", "Broken"}};
    World& fresh = world();
    fresh.deploy(undone);
    TestNode& node = fresh.start_node();
    const InstanceId old = start(node, "s", {{"key", "k"}})->id;
    end_first();
    ASSERT_EQ(status(old), "compensated");
    fresh.participants().script("work", {Json{{"hold", "second"}}});
    ASSERT_TRUE(start(node, "s", {{"key", "k"}}).ok());
    EXPECT_FALSE(act(node, old, Action::kRetry).ok()) << "the key is taken";
    fresh.participants().release("second", Json{{"ok", nullptr}});
    fresh.advance(Duration{2'000});
    const auto anew = act(node, old, Action::kRetry);
    ASSERT_TRUE(anew.ok()) << anew.error().message;
    EXPECT_EQ(anew->document.at("restartOf"), old.text());
}

}  // namespace
}  // namespace sagaflow::testing
