// What a definition compiles to: indexes, policies, defaults.
#include <gtest/gtest.h>

#include "dsl/definition.hpp"
#include "tests/dsl/order_definition.hpp"

namespace sagaflow::dsl {
namespace {

ProgramPtr compiled(std::string_view text) {
    const auto checked = check_definition(text);
    EXPECT_TRUE(checked.ok()) << checked.error().message;
    for (const Diagnostic& problem : checked->problems) {
        ADD_FAILURE() << format_diagnostic("definition", problem);
    }
    return checked->program;
}

template <typename Kind>
const Kind& state(const Program& program, const std::string& name) {
    const State* found = program.find(name);
    EXPECT_NE(found, nullptr) << name;
    return std::get<Kind>(found->kind);
}

class Order : public testing::Test {
protected:
    void SetUp() override {
        program_ = compiled(kOrderDefinition);
        ASSERT_NE(program_, nullptr);
    }
    const TaskState& task(const std::string& name) const {
        return state<TaskState>(*program_, name);
    }
    std::string name_of(StateIndex index) const { return program_->state(index).name; }

    ProgramPtr program_;
};

TEST_F(Order, KeepsWhatTheTopLevelSays) {
    EXPECT_EQ(program_->saga, "order");
    EXPECT_EQ(program_->version, 0);
    EXPECT_TRUE(program_->key_for_ever);
    EXPECT_NE(program_->key, nullptr);
    EXPECT_EQ(program_->timeout, Duration{10 * 86'400'000});
    EXPECT_EQ(program_->on_failure, OnExhausted::kPark);
    EXPECT_EQ(program_->compensation.order, CompensationOrder::kSequential);
    EXPECT_EQ(program_->compensation.concurrency, 3U);
    EXPECT_EQ(name_of(program_->start), "reserve");
    EXPECT_EQ(program_->source, Json::parse(kOrderDefinition));
    EXPECT_EQ(program_->content_hash.size(), 64U);
}

TEST_F(Order, IndexesEveryState) {
    ASSERT_EQ(program_->states.size(), 10U);
    for (const State& one : program_->states) {
        EXPECT_EQ(program_->find(one.name), &one);
        EXPECT_EQ(program_->index.at(one.name), one.index);
        EXPECT_EQ(type_name(one), program_->source["states"][one.name]["type"]);
    }
    EXPECT_EQ(program_->find("nowhere"), nullptr);
}

TEST_F(Order, TakesTheTasksOwnPolicyBeforeTheDefault) {
    const RetryPolicy& own = task("reserve").call.retry;
    EXPECT_EQ(own.max_attempts, 2);
    EXPECT_EQ(own.initial, Duration{200});
    EXPECT_EQ(own.on, std::vector<std::string>{"*"});
    const RetryPolicy& shared = task("commit").call.retry;
    EXPECT_EQ(shared.max_attempts, 7);
    EXPECT_EQ(shared.initial, Duration{1'000});
    EXPECT_EQ(shared.factor, 3.0);
    EXPECT_EQ(shared.max, Duration{20'000});
    EXPECT_EQ(shared.jitter, Jitter::kNone);
    EXPECT_EQ(shared.budget, Duration{3'600'000});
    EXPECT_EQ(shared.on, RetryPolicy::task_default().on);
}

TEST_F(Order, GivesUndosTheirOwnPolicyAndProbesThatOfTasks) {
    const RetryPolicy& undo = task("reserve").compensate->retry;
    EXPECT_EQ(undo.max_attempts, 0);
    EXPECT_EQ(undo.initial, Duration{10'000});
    EXPECT_EQ(undo.max, Duration{3'600'000});
    EXPECT_EQ(undo.budget, Duration{24 * 3'600'000});
    EXPECT_EQ(undo.on, std::vector<std::string>{"*"});
    EXPECT_EQ(task("reserve").probe->retry.max_attempts, 7);
}

TEST_F(Order, TakesTheTasksTimeoutBeforeTheDefault) {
    EXPECT_EQ(task("reserve").call.timeout, Duration{5'000});
    EXPECT_EQ(task("reserve").probe->timeout, Duration{3'000});
    EXPECT_EQ(task("reserve").compensate->timeout, Duration{9'000});
    EXPECT_EQ(task("commit").call.timeout, Duration{9'000});
}

TEST_F(Order, CompilesTasks) {
    const TaskState& reserve = task("reserve");
    EXPECT_EQ(reserve.call.connector, "http");
    EXPECT_EQ(reserve.call.connection, "inventory");
    EXPECT_EQ(reserve.effect, Effect::kReversible);
    EXPECT_EQ(reserve.on_exhausted, OnExhausted::kCompensate);
    EXPECT_TRUE(reserve.undo_on_failed);
    EXPECT_NE(reserve.output, nullptr);
    ASSERT_EQ(reserve.catches.size(), 1U);
    EXPECT_EQ(reserve.catches[0].errors, std::vector<std::string>{"http.409"});
    EXPECT_NE(reserve.catches[0].when, nullptr);
    EXPECT_EQ(name_of(reserve.catches[0].next), "sold_out");
    ASSERT_EQ(reserve.assign.size(), 1U);
    EXPECT_EQ(reserve.assign[0].first, "reservation");
    EXPECT_EQ(reserve.probe->ok->source(), "size(result) > 0");
    EXPECT_EQ(name_of(reserve.next), "await");
    EXPECT_EQ(task("commit").effect, Effect::kPivot);
    EXPECT_EQ(task("commit").on_exhausted, OnExhausted::kPark);
    EXPECT_EQ(task("read").effect, Effect::kNone);
}

TEST_F(Order, NeverGivesUpARetriableTask) {
    EXPECT_EQ(task("tell").effect, Effect::kRetriable);
    EXPECT_EQ(task("tell").on_exhausted, OnExhausted::kPark);
}

TEST_F(Order, CompilesTheOtherStates) {
    const auto& receive = state<ReceiveState>(*program_, "await");
    ASSERT_EQ(receive.handlers.size(), 2U);
    EXPECT_EQ(receive.handlers[0].event, "shipped");
    EXPECT_EQ(name_of(*receive.handlers[0].next), "decide");
    EXPECT_EQ(receive.handlers[1].error, "Refused");
    EXPECT_FALSE(receive.handlers[1].next.has_value());
    EXPECT_EQ(receive.timeout->error, "TimedOut");
    EXPECT_NE(receive.timeout->after, nullptr);
    EXPECT_EQ(receive.keep, Duration{2 * 3'600'000});
    EXPECT_EQ(name_of(*state<ChoiceState>(*program_, "decide").otherwise), "sold_out");
    EXPECT_NE(state<WaitState>(*program_, "pause").duration, nullptr);
    EXPECT_EQ(state<SetState>(*program_, "note").assign.size(), 1U);
    EXPECT_NE(state<SucceedState>(*program_, "end").output, nullptr);
    EXPECT_EQ(state<FailState>(*program_, "sold_out").error, "SoldOut");
    EXPECT_FALSE(state<FailState>(*program_, "sold_out").compensate);
}

TEST_F(Order, ChecksTheInputOfAStart) {
    EXPECT_TRUE(check_input(*program_, Json{{"orderId", "o-1"}}).empty());
    const auto problems = check_input(*program_, Json{{"orderId", 1}});
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].pointer, "/orderId");
    EXPECT_EQ(problems[0].message, "expected a string, but got an integer");
}

TEST(Compile, TakesNeverAsNoTimeout) {
    const auto program = compiled(R"({"saga": "s", "start": "a", "states": {"a": {"type": "receive",
        "on": [{"event": "e", "error": "E"}], "timeout": "never"}}})");
    ASSERT_NE(program, nullptr);
    EXPECT_FALSE(state<ReceiveState>(*program, "a").timeout.has_value());
}

TEST(Compile, GivesTheStandardPoliciesWhereNothingIsSaid) {
    const auto program = compiled(R"({"saga": "s", "start": "a", "states": {
        "a": {"type": "task", "call": "noop", "compensate": {"call": "noop"}, "next": "b"},
        "b": {"type": "succeed"}}})");
    ASSERT_NE(program, nullptr);
    const auto& task = state<TaskState>(*program, "a");
    EXPECT_EQ(task.call.retry.max_attempts, 5);
    EXPECT_EQ(task.call.retry.jitter, Jitter::kFull);
    EXPECT_EQ(task.compensate->retry.initial, Duration{5'000});
    EXPECT_FALSE(task.call.timeout.has_value());
    EXPECT_EQ(task.on_exhausted, OnExhausted::kCompensate);
}

TEST(ContentHash, IsTheSameForTheSameContent) {
    const Json one = Json::parse(R"({"a": 1, "b": [2]})");
    const Json two = Json::parse("{ \"b\":[2],\n\"a\":1 }");
    EXPECT_EQ(content_hash(one), content_hash(two));
    EXPECT_NE(content_hash(one), content_hash(Json::parse(R"({"a": 1, "b": [3]})")));
    EXPECT_EQ(
        content_hash(Json::object()),
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    );
}

}  // namespace
}  // namespace sagaflow::dsl
