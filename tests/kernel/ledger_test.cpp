// The effect ledger, folded from histories written by hand.
#include "engine/kernel/ledger/ledger.hpp"

#include <gtest/gtest.h>

namespace sagaflow::kernel {
namespace {

constexpr Timestamp kBegin{1'769'846'400'000};

// Folds events one second apart.
class LedgerHistory {
public:
    LedgerHistory() : fold_(InstanceId::make(kBegin, ShardId{1}, 7)) {
        tell(
            EventType::kInstanceStarted,
            "",
            0,
            {{"saga", "s"}, {"version", 1}, {"input", nullptr}, {"next", "charge"}}
        );
    }

    LedgerHistory& tell(EventType type, const std::string& state, int visit, Json data) {
        HistoryEvent event;
        event.type = type;
        event.seq = ++seq_;
        event.at = {kBegin.ms + static_cast<std::int64_t>(seq_) * 1'000};
        event.state = state;
        event.visit = visit;
        event.data = std::move(data);
        fold_.apply(event);
        return *this;
    }
    LedgerHistory& started(const std::string& effect, bool undo, int visit = 1) {
        Json data{{"timeout", 1'000}, {"effect", effect}};
        if (undo) data["undo"] = true;
        return tell(EventType::kStepStarted, "charge", visit, std::move(data));
    }
    LedgerHistory& succeeded(bool pivot = false, int visit = 1) {
        Json data{{"attempt", 1}, {"output", nullptr}, {"next", "charge"}};
        if (pivot) data["pivot"] = true;
        return tell(EventType::kStepSucceeded, "charge", visit, std::move(data));
    }
    LedgerHistory& failed(const char* outcome) {
        const Json error{{"type", "x"}, {"message", ""}, {"state", "charge"}, {"outcome", outcome}};
        return tell(
            EventType::kStepFailed,
            "charge",
            1,
            {{"attempt", 1}, {"outcome", outcome}, {"error", error}}
        );
    }
    LedgerHistory& compensating() {
        const Json error{
            {"type", "cancelled"}, {"message", ""}, {"state", ""}, {"outcome", "failed"}};
        return tell(
            EventType::kCompensationStarted, "", 0, {{"cause", "cancel"}, {"error", error}}
        );
    }
    LedgerHistory& terminated() {
        return tell(EventType::kInstanceTerminated, "", 0, Json::object());
    }

    // "charge/1 applied 3": step, visit, state, and the second since which it is so.
    std::vector<std::string> told() const {
        std::vector<std::string> lines;
        for (const LedgerEntry& entry : fold_.entries()) {
            lines.push_back(
                entry.step.state + "/" + std::to_string(entry.step.visit) + " " +
                std::string(to_string(entry.state)) + " " +
                std::to_string((entry.since - kBegin).ms / 1'000)
            );
            EXPECT_FALSE(entry.why.empty());
        }
        return lines;
    }

    std::vector<std::string> reasons() const {
        std::vector<std::string> lines;
        for (const LedgerEntry& entry : fold_.entries()) lines.push_back(entry.why);
        return lines;
    }

private:
    LedgerFold fold_;
    std::uint64_t seq_ = 0;
};

using Lines = std::vector<std::string>;

TEST(EffectLedger, KnowsNothingOfStepsWithoutEffect) {
    EXPECT_EQ(LedgerHistory().started("none", false).succeeded().told(), Lines{});
}

TEST(EffectLedger, IsInDoubtWhileACallIsOut) {
    LedgerHistory history;
    history.started("reversible", true);
    EXPECT_EQ(history.told(), (Lines{"charge/1 unknown 2"}));
    history.succeeded();
    EXPECT_EQ(history.told(), (Lines{"charge/1 applied 3"}));
}

TEST(EffectLedger, ForgetsWhatWasCertainlyNotApplied) {
    EXPECT_EQ(LedgerHistory().started("reversible", true).failed("failed").told(), Lines{});
}

TEST(EffectLedger, KeepsWhatMayHaveBeenApplied) {
    LedgerHistory history;
    history.started("reversible", true).failed("unknown");
    EXPECT_EQ(history.told(), (Lines{"charge/1 unknown 2"})) << "as old as the doubt";
}

TEST(EffectLedger, FollowsAnUndoToItsEnd) {
    LedgerHistory history;
    history.started("reversible", true).succeeded().compensating();
    EXPECT_EQ(history.told(), (Lines{"charge/1 applied 3"}));
    history.tell(EventType::kUndoStarted, "charge", 1, {{"timeout", 1'000}});
    EXPECT_EQ(history.told(), (Lines{"charge/1 applied 3"}));
    history.tell(EventType::kUndoSucceeded, "charge", 1, {{"attempt", 1}});
    EXPECT_EQ(history.told(), (Lines{"charge/1 undone 6"}));
}

// What an operator says is not told as if the undo had been called.
TEST(EffectLedger, TellsWhoMarkedAnUndoAndWithWhichEvidence) {
    LedgerHistory history;
    history.started("reversible", true).succeeded().compensating();
    history.tell(EventType::kUndoStarted, "charge", 1, {{"timeout", 1'000}});
    const Json error{{"type", "x"}, {"message", ""}, {"state", "charge"}};
    history.tell(EventType::kUndoFailed, "charge", 1, {{"attempt", 1}, {"error", error}});
    history.tell(
        EventType::kUndoResolved,
        "charge",
        1,
        {{"resolution", "done"}, {"actor", "ann"}, {"reason", "r"}, {"evidence", "refund 7"}}
    );
    EXPECT_EQ(history.told(), (Lines{"charge/1 undone 7"}));
    EXPECT_EQ(history.reasons(), (Lines{"marked as undone by ann: \"refund 7\""}));
}

TEST(EffectLedger, CallsOutstandingWhatNobodyUndoes) {
    LedgerHistory history;
    history.started("reversible", true).succeeded().terminated();
    EXPECT_EQ(history.told(), (Lines{"charge/1 outstanding 4"}));
}

TEST(EffectLedger, NeverCallsAPivotReversible) {
    LedgerHistory history;
    history.started("reversible", true).succeeded();
    history.started("pivot", false, 2).succeeded(true, 2);
    EXPECT_EQ(history.told(), (Lines{"charge/1 irreversible 5", "charge/2 irreversible 5"}));
}

TEST(EffectLedger, TellsEveryVisitApart) {
    LedgerHistory history;
    history.started("retriable", false).succeeded();
    history.started("retriable", false, 2).succeeded(false, 2);
    EXPECT_EQ(history.told(), (Lines{"charge/1 irreversible 3", "charge/2 irreversible 5"}));
}

}  // namespace
}  // namespace sagaflow::kernel
