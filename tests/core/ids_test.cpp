// Identities: what an instance id tells, how it sorts, and that shards never move by accident.
#include "engine/core/ids.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace sagaflow {
namespace {

constexpr std::int64_t kMsMax = (1LL << 48) - 1;

TEST(InstanceId, TellsItsTimeAndItsShard) {
    for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{1'769'846'400'123}, kMsMax}) {
        for (const int shard : {0, 1, 255, 256, 4'095}) {
            for (const std::uint64_t random : {std::uint64_t{0}, ~std::uint64_t{0}}) {
                const ShardId wanted{static_cast<std::uint16_t>(shard)};
                const InstanceId id = InstanceId::make({ms}, wanted, random);
                EXPECT_EQ(id.created_at(), Timestamp{ms}) << id.text();
                EXPECT_EQ(id.shard(), wanted) << id.text();
                const auto back = InstanceId::parse(id.text());
                ASSERT_TRUE(back.has_value()) << id.text();
                EXPECT_EQ(*back, id);
            }
        }
    }
}

TEST(InstanceId, IsAUuidOfVersion7) {
    const InstanceId id = InstanceId::make({0x0123456789ab}, {0xcde}, 0xffff'ffff'ffff'ffffULL);
    EXPECT_EQ(id.text(), "01234567-89ab-7cde-bfff-ffffffffffff");
    EXPECT_EQ(
        InstanceId::make({0x0123456789ab}, {0xcde}, 0).text(),
        "01234567-89ab-7cde-8000-000000000000"
    );
}

TEST(InstanceId, KeepsAllRandomBitsButTheTwoOfTheVariant) {
    for (int bit = 0; bit < 62; ++bit) {
        const InstanceId with = InstanceId::make({1}, {2}, std::uint64_t{1} << bit);
        EXPECT_NE(with, InstanceId::make({1}, {2}, 0)) << "bit " << bit;
    }
}

TEST(InstanceId, ParsesTheCanonicalFormOnly) {
    EXPECT_TRUE(InstanceId::parse("01234567-89ab-7cde-8000-0000000000ff").has_value());
    for (const char* text :
         {"",
          "01234567-89ab-7cde-8000-0000000000f",
          "01234567-89ab-7cde-8000-0000000000fff",
          "01234567-89AB-7cde-8000-0000000000ff",
          "0123456789ab-7cde-8000-0000000000ff-",
          "01234567_89ab-7cde-8000-0000000000ff",
          "01234567-89ab-7cde-80000-000000000ff",
          "01234567-89ab-7cde-8000-0000000000fg",
          "{1234567-89ab-7cde-8000-0000000000f}",
          "0123456789ab7cde80000000000000ff",
          " 1234567-89ab-7cde-8000-0000000000ff",
          "urn:uuid:01234567-89ab-7cde-8000-0000000000ff"}) {
        EXPECT_FALSE(InstanceId::parse(text).has_value()) << text;
    }
}

TEST(InstanceId, SortsByTimeAsValueAndAsText) {
    std::vector<InstanceId> ids;
    // Whatever shard and random part say, time comes first.
    for (std::int64_t ms = 1; ms < kMsMax / 2; ms *= 3) {
        ids.push_back(InstanceId::make({ms}, {4'095}, ~std::uint64_t{0}));
        ids.push_back(InstanceId::make({ms + 1}, {0}, 0));
    }
    for (std::size_t i = 1; i < ids.size(); ++i) {
        EXPECT_LT(ids[i - 1], ids[i]);
        EXPECT_LT(ids[i - 1].text(), ids[i].text());
    }
}

TEST(InstanceId, RefusesAShardThatDoesNotFit) {
    EXPECT_DEATH((void)InstanceId::make({1}, {4'096}, 0), "12 bits for the shard");
}

TEST(InstanceId, HashesDifferentIdsDifferently) {
    std::unordered_set<std::size_t> seen;
    for (std::uint64_t random = 0; random < 1'000; ++random) {
        seen.insert(std::hash<InstanceId>()(InstanceId::make({5}, {6}, random)));
    }
    EXPECT_EQ(seen.size(), 1'000U);
}

// The values are written to disk: another one would lose every instance of a key.
TEST(StableHash, GivesTheSameForEver) {
    EXPECT_EQ(stable_hash(""), 0xefd01f60ba992926ULL);
    EXPECT_EQ(stable_hash("a"), 0x82a2a958a9bece5bULL);
    EXPECT_EQ(stable_hash("order"), 0x9985a0a1c0c0690aULL);
    EXPECT_EQ(stable_hash("Grüße"), 0x18ee3acd8b57a4feULL);
    EXPECT_NE(stable_hash("order", 1), stable_hash("order", 2));
}

TEST(ShardOfKey, GivesTheSameForEver) {
    struct Case {
        const char* saga;
        const char* key;
        int of_64;
        int of_100;
        int of_4096;
    };
    const std::vector<Case> cases{
        {"order", "o-1", 39, 27, 2'343},
        {"order", "o-2", 50, 18, 4'082},
        {"order", "", 31, 55, 2'527},
        {"refund", "o-1", 13, 13, 1'805},
        {"", "ordero-1", 24, 24, 728},
        {"order", "Grüße", 6, 38, 838},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(shard_of_key(c.saga, c.key, 1).value, 0) << c.key;
        EXPECT_EQ(shard_of_key(c.saga, c.key, 64).value, c.of_64) << c.key;
        EXPECT_EQ(shard_of_key(c.saga, c.key, 100).value, c.of_100) << c.key;
        EXPECT_EQ(shard_of_key(c.saga, c.key, 4'096).value, c.of_4096) << c.key;
    }
}

TEST(ShardOfKey, SpreadsKeysThatCountUp) {
    constexpr int kKeys = 64'000;
    std::vector<int> found(64);
    for (int i = 0; i < kKeys; ++i) {
        ++found[shard_of_key("order", "o-" + std::to_string(i), found.size()).value];
    }
    const auto [least, most] = std::minmax_element(found.begin(), found.end());
    EXPECT_GT(*least, 850);  // 1,000 on average, with a deviation of 32
    EXPECT_LT(*most, 1'150);
}

TEST(ShardOfKey, RefusesShardCountsThatNoIdCanCarry) {
    EXPECT_DEATH((void)shard_of_key("s", "k", 0), "shard_count");
    EXPECT_DEATH((void)shard_of_key("s", "k", 4'097), "shard_count");
}

}  // namespace
}  // namespace sagaflow
