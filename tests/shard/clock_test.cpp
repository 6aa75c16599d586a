// What a wall clock that is set by somebody does to a node.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

constexpr Duration kTwoHours{2 * 3'600'000};

class ClockThatJumps : public Installation {
protected:
    void set_clock_back() {
        world().clock().set(Timestamp{world().clock().now().ms - kTwoHours.ms});
        world().run_ready();
    }
};

TEST_F(ClockThatJumps, BackwardDoesNotSilenceTheNode) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    world().advance(Duration{10'000});
    set_clock_back();
    // A failed commit is followed by one of the engine's own delays.
    node.faults().fail_next(store::StoreCall::kCommit, store::StoreFault::kNotCommitted);
    std::optional<Result<Started>> answer;
    StartInstance command;
    command.saga = "s";
    command.input = Json::object();
    node.engine().start(command, [&](Result<Started> result) {
        answer.emplace(std::move(result));
    });
    world().advance(Duration{5'000});
    ASSERT_TRUE(answer.has_value() && answer->ok());
    EXPECT_EQ(status((*answer)->id), "completed");
}

TEST_F(ClockThatJumps, BackwardDoesNotStopTheHeartbeats) {
    world().deploy(one_task("s"));
    NodeOptions options;
    int beats = 0;
    options.faults = [&](store::StoreCall call) {
        if (call == store::StoreCall::kHeartbeat) ++beats;
        return store::StoreFault::kNone;
    };
    world().start_node(options);
    world().advance(Duration{10'000});
    set_clock_back();
    beats = 0;
    world().advance(Duration{10'000});
    EXPECT_GE(beats, 4);
}

}  // namespace
}  // namespace sagaflow::testing
