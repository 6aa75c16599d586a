// The bounded mailbox: full, it says so before anybody makes a command for it.
#include "tests/shard/installation.hpp"

namespace sagaflow::testing {
namespace {

class Mailbox : public Installation {};

TEST_F(Mailbox, TellsBeforehandWhatItWouldAnswer) {
    world().deploy(one_task("s"));
    TestNode& node = world().start_node();
    Engine& engine = node.engine();
    EXPECT_FALSE(engine.refuses_all().has_value());
    ActOnInstance command;
    command.id = InstanceId::make(world().clock().now(), ShardId{0}, 1);
    std::size_t answered = 0;
    for (std::size_t i = 0; i < limits::kMailboxCommandsMax; ++i) {
        ASSERT_FALSE(engine.refuses_all().has_value());
        engine.act(command, [&](const Result<Acted>&) { ++answered; });
    }
    ASSERT_TRUE(engine.refuses_all().has_value());
    EXPECT_EQ(engine.refuses_all()->code, ErrorCode::kOverloaded);
    std::optional<ErrorCode> refused;
    engine.act(command, [&](const Result<Acted>& result) { refused = result.error().code; });
    EXPECT_EQ(refused, ErrorCode::kOverloaded) << "and that is what it answers";
    EXPECT_EQ(answered, 0U);
    world().run_ready();
    EXPECT_EQ(answered, limits::kMailboxCommandsMax);
    EXPECT_FALSE(engine.refuses_all().has_value());
}

}  // namespace
}  // namespace sagaflow::testing
