// Starts that are answered when their instance has ended, or when patience is over.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Waits : public Installation {
protected:
    using Answer = std::shared_ptr<std::optional<Result<Started>>>;
    Answer start_and_wait(TestNode& node, Duration patience, Json input = Json::object()) {
        StartInstance command;
        command.saga = "s";
        command.input = std::move(input);
        command.wait = patience;
        auto answer = std::make_shared<std::optional<Result<Started>>>();
        node.engine().start(command, [answer](Result<Started> result) {
            answer->emplace(std::move(result));
        });
        world().run_ready();
        return answer;
    }
    static const Json& document(const Answer& answer) { return (**answer)->document; }
};

TEST_F(Waits, AreAnsweredWithTheEnd) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    world().participants().script("work", {Json{{"after", "3s"}, {"ok", nullptr}}});
    const Answer answer = start_and_wait(node, Duration{10'000});
    world().advance(Duration{2'000});
    EXPECT_FALSE(answer->has_value());
    world().advance(Duration{2'000});
    ASSERT_TRUE(answer->has_value() && (*answer)->ok());
    EXPECT_TRUE((**answer)->created);
    EXPECT_EQ(document(answer)["status"], "completed");
    EXPECT_EQ((**answer)->seq, document(answer)["seq"]);
}

TEST_F(Waits, AreAnsweredOnceTheEndIsDurable) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    world().participants().script("work", {Json{{"hold", "answer"}}});
    const Answer answer = start_and_wait(node, Duration{60'000});
    node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kNotCommitted);
    world().participants().release("answer", Json{{"ok", nullptr}});
    world().run_ready();
    EXPECT_FALSE(answer->has_value()) << "the commit of the end failed";
    world().advance(Duration{1'000});
    ASSERT_TRUE(answer->has_value() && (*answer)->ok());
    EXPECT_EQ(document(answer)["status"], "completed");
}

TEST_F(Waits, AreAnsweredWithThePresentStateWhenPatienceIsOver) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const Answer patient = start_and_wait(node, Duration{30'000}, {{"key", "a"}});
    const Answer impatient = start_and_wait(node, Duration{1'000}, {{"key", "b"}});
    world().advance(Duration{1'100});
    ASSERT_TRUE(impatient->has_value() && (*impatient)->ok());
    EXPECT_EQ(document(impatient)["status"], "running");
    EXPECT_FALSE(patient->has_value());
    ASSERT_TRUE(send(node, "ping", "a").ok());
    ASSERT_TRUE(patient->has_value() && (*patient)->ok());
    EXPECT_EQ(document(patient)["status"], "completed");
}

TEST_F(Waits, OfTheSameInstanceAreAllAnswered) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    world().participants().script("work", {Json{{"hold", "answer"}}});
    const Answer first = start_and_wait(node, Duration{60'000}, {{"key", "K"}});
    const Answer second = start_and_wait(node, Duration{60'000}, {{"key", "K"}});
    world().participants().release("answer", Json{{"ok", nullptr}});
    world().run_ready();
    ASSERT_TRUE(first->has_value() && (*first)->ok());
    ASSERT_TRUE(second->has_value() && (*second)->ok());
    EXPECT_TRUE((**first)->created);
    EXPECT_FALSE((**second)->created);
    EXPECT_EQ((**first)->id, (**second)->id);
    EXPECT_EQ(document(second)["status"], "completed");
}

// A start with a request key gets the instance of the first one, long after it left memory.
TEST_F(Waits, OfAnEndedInstanceAreAnsweredAtOnce) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    StartInstance command;
    command.saga = "s";
    command.input = Json::object();
    command.request_key = "R";
    command.request_fingerprint = 1;
    command.wait = Duration{10'000};
    std::vector<Result<Started>> answers;
    for (int i = 0; i < 2; ++i) {
        node.engine().start(command, [&](Result<Started> result) {
            answers.push_back(std::move(result));
        });
        world().advance(Duration{60'000});
    }
    ASSERT_EQ(answers.size(), 2U);
    ASSERT_TRUE(answers[1].ok());
    EXPECT_EQ(answers[0]->id, answers[1]->id);
    EXPECT_EQ(answers[1]->document["status"], "completed");
}

TEST_F(Waits, AreAnsweredWhenTheNodeLeaves) {
    world().deploy(one_receive("s"));
    TestNode& node = world().start_node();
    const Answer answer = start_and_wait(node, Duration{60'000}, {{"key", "a"}});
    node.engine().close();
    world().run_ready();
    ASSERT_TRUE(answer->has_value() && (*answer)->ok());
    EXPECT_EQ(document(answer)["status"], "running");
}

TEST_F(Waits, AreAnsweredWithoutADocumentWhenTheInstanceWentToAnotherNode) {
    world().deploy(one_task("s"));
    NodeOptions leaving;
    leaving.name = "a";
    TestNode& node = world().start_node(leaving);
    world().participants().script("work", {Json{{"hold", "answer"}}});
    const Answer answer = start_and_wait(node, Duration{60'000});
    NodeOptions joining;
    joining.name = "b";
    world().start_node(joining);
    node.faults().decide_by([](store::StoreCall call) {
        return call == store::StoreCall::kHeartbeat ? store::StoreFault::kUnavailable
                                                    : store::StoreFault::kNone;
    });
    world().advance(Duration{90'000});
    ASSERT_TRUE(answer->has_value() && (*answer)->ok());
    EXPECT_TRUE((**answer)->created);
    EXPECT_TRUE(document(answer).is_null()) << "whoever asked reads it from the database";
}

}  // namespace
}  // namespace sagaflow::testing
