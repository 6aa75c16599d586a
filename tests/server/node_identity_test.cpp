#include "server/node_identity.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sagaflow::server {
namespace {

class NodeIdentityTest : public ::testing::Test {
protected:
    NodeIdentityTest() {
        std::string name = "/tmp/sagaflow-identity-XXXXXX";
        directory_ = mkdtemp(name.data());
    }
    ~NodeIdentityTest() override { std::filesystem::remove_all(directory_); }

    // One process: it claims, and dies.
    NodeIdentity claim(const std::string& name = "n") {
        auto claimed = NodeIdentity::claim(directory_, name);
        EXPECT_TRUE(claimed.ok());
        return std::move(*claimed);
    }

    std::filesystem::path directory_;
};

TEST_F(NodeIdentityTest, KnowsNoDeadProcessAtFirst) {
    EXPECT_TRUE(claim().dead_incarnations().empty());
}

// The second may have died before it could give up what the first one held.
TEST_F(NodeIdentityTest, RemembersEveryProcessBeforeThisOne) {
    const std::string first = claim().incarnation();
    const std::string second = claim().incarnation();
    EXPECT_EQ(claim().dead_incarnations(), (std::vector<std::string>{first, second}));
}

TEST_F(NodeIdentityTest, ForgetsTheOldestOfVeryMany) {
    const std::string first = claim().incarnation();
    std::string last;
    for (int i = 0; i < 100; ++i) last = claim().incarnation();
    const NodeIdentity now = claim();
    EXPECT_EQ(now.dead_incarnations().size(), 64U);
    EXPECT_EQ(now.dead_incarnations().back(), last);
    EXPECT_NE(now.dead_incarnations().front(), first);
}

TEST_F(NodeIdentityTest, ClaimsNothingOfAnotherName) {
    claim("one");
    EXPECT_TRUE(claim("another").dead_incarnations().empty());
}

TEST_F(NodeIdentityTest, IsRefusedWhileAnotherProcessHoldsTheDirectory) {
    const NodeIdentity held = claim();
    EXPECT_FALSE(NodeIdentity::claim(directory_, "n").ok());
}

}  // namespace
}  // namespace sagaflow::server
