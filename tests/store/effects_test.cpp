// Effects that are left over: replaced with the commit, listed oldest first, counted by state.
#include "tests/store/rows.hpp"
#include "tests/store/store_rig.hpp"

namespace sagaflow::store {
namespace {

LeftEffect left_effect(const std::string& step, const std::string& state, std::int64_t at_ms) {
    LeftEffect effect;
    effect.step = step;
    effect.visit = 1;
    effect.call = "http";
    effect.state = state;
    effect.why = "because";
    effect.since = {kStart.ms + at_ms};
    return effect;
}

class StoreEffects : public StoreConformance {
protected:
    StoreEffects() { fences_ = own_everything(); }

    void replace(std::uint64_t instance, std::vector<LeftEffect> effects) {
        CommitBatch batch;
        batch.fences = fences_;
        batch.effects.push_back(
            {make_id(instance), instance % 2 == 0 ? "even" : "odd", std::move(effects)}
        );
        EXPECT_FALSE(batch.empty());
        ASSERT_EQ(commit_class(batch), CommitClass::kCommitted);
    }

    std::vector<std::string> listed(const EffectFilter& filter = {}, std::size_t limit = 100) {
        const auto rows = queries().list_effects(filter, std::nullopt, limit);
        EXPECT_TRUE(rows.ok());
        std::vector<std::string> names;
        for (const EffectRow& row : *rows) names.push_back(row.effect.step);
        return names;
    }
    using Names = std::vector<std::string>;

    std::vector<Fence> fences_;
};
SAGAFLOW_FOR_EVERY_STORE(StoreEffects);

TEST_P(StoreEffects, AreListedOldestFirstWithAllThatIsKnown) {
    replace(1, {left_effect("charge", "outstanding", 20), left_effect("ship", "unknown", 10)});
    replace(2, {left_effect("mail", "irreversible", 15)});
    EXPECT_EQ(listed(), (Names{"ship", "mail", "charge"}));
    const auto rows = queries().list_effects({}, std::nullopt, 1);
    ASSERT_TRUE(rows.ok());
    ASSERT_EQ(rows->size(), 1U);
    const EffectRow& row = rows->front();
    EXPECT_EQ(row.instance, make_id(1));
    EXPECT_EQ(row.saga, "odd");
    EXPECT_EQ(row.effect.visit, 1);
    EXPECT_EQ(row.effect.call, "http");
    EXPECT_EQ(row.effect.state, "unknown");
    EXPECT_EQ(row.effect.why, "because");
    EXPECT_EQ(row.effect.since.ms, kStart.ms + 10);
}

TEST_P(StoreEffects, AreFilteredByStateSagaAndAge) {
    replace(1, {left_effect("charge", "outstanding", 20), left_effect("ship", "unknown", 10)});
    replace(2, {left_effect("mail", "outstanding", 15)});
    EffectFilter filter;
    filter.state = "outstanding";
    EXPECT_EQ(listed(filter), (Names{"mail", "charge"}));
    filter.saga = "odd";
    EXPECT_EQ(listed(filter), (Names{"charge"}));
    EffectFilter old;
    old.since_before = Timestamp{kStart.ms + 15};
    EXPECT_EQ(listed(old), (Names{"ship"}));
}

TEST_P(StoreEffects, ArePagedByPosition) {
    // Equal times, so that the rest of the position decides.
    std::vector<LeftEffect> many;
    for (int i = 0; i < 5; ++i) many.push_back(left_effect("s" + std::to_string(i), "unknown", 7));
    LeftEffect item = left_effect("s0", "unknown", 7);
    item.item = "1";
    item.visit = 2;
    many.push_back(item);
    replace(1, many);
    replace(3, many);
    std::optional<EffectPosition> after;
    std::size_t seen = 0;
    while (true) {
        const auto page = queries().list_effects({}, after, 5);
        ASSERT_TRUE(page.ok());
        seen += page->size();
        if (page->empty()) break;
        if (after) {
            EXPECT_LT(*after, position_of(page->front()));
        }
        after = position_of(page->back());
    }
    EXPECT_EQ(seen, 12U);
}

TEST_P(StoreEffects, AreReplacedAsAWholeAndKeepTheirAge) {
    replace(1, {left_effect("charge", "unknown", 10), left_effect("ship", "unknown", 10)});
    replace(2, {left_effect("mail", "unknown", 12)});
    // The same again, later; one has changed its state, one is settled, one is new.
    replace(1, {left_effect("charge", "outstanding", 99), left_effect("pack", "unknown", 99)});
    EXPECT_EQ(listed(), (Names{"mail", "charge", "pack"}));
    replace(1, {left_effect("charge", "outstanding", 200), left_effect("pack", "unknown", 200)});
    const auto rows = queries().list_effects({}, std::nullopt, 10);
    ASSERT_TRUE(rows.ok());
    EXPECT_EQ(rows->back().effect.since.ms, kStart.ms + 99) << "it is as old as before";
    replace(1, {});
    EXPECT_EQ(listed(), (Names{"mail"}));
}

TEST_P(StoreEffects, AreCountedByState) {
    replace(1, {left_effect("charge", "unknown", 10), left_effect("ship", "unknown", 10)});
    replace(2, {left_effect("mail", "outstanding", 12)});
    const auto counts = queries().count_effects();
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(counts->at("unknown"), 2U);
    EXPECT_EQ(counts->at("outstanding"), 1U);
    EXPECT_FALSE(counts->contains("irreversible"));
}

TEST_P(StoreEffects, GoWithTheirCommitOnly) {
    CommitBatch batch;
    batch.fences = {{ShardId{0}, Epoch{999}}};
    batch.effects.push_back({make_id(1), "odd", {left_effect("charge", "unknown", 1)}});
    EXPECT_EQ(commit_class(batch), CommitClass::kOwnershipLost);
    EXPECT_TRUE(listed().empty());
}

}  // namespace
}  // namespace sagaflow::store
