// Every invariant that the oracle checks, broken by hand in the evidence of a clean run: a ledger,
// a log or a table that was doctored is caught, and the saga is named.
#include <set>

#include "tests/faults/load/sagas.hpp"
#include "tests/faults/oracle_test/clean_run.hpp"

namespace sagaflow::faults {
namespace {

bool is_applied_do(const LedgerEntry& entry) {
    return entry.kind == CallKind::kDo && entry.applied;
}

// The end of the undo of a step that had succeeded; others are undone because nobody knows.
HistoryEvent* undo_of_succeeded(InstanceRecord& of) {
    std::set<std::string> succeeded;
    for (HistoryEvent& each : of.events) {
        if (each.type == EventType::kStepSucceeded) succeeded.insert(each.state);
        const bool undone = each.type == EventType::kUndoSucceeded;
        if (undone && succeeded.contains(each.state)) return &each;
    }
    return nullptr;
}

using Planted = CleanRun;

TEST_F(Planted, NothingIsFoundInACleanRun) {
    std::string all;
    for (const Violation& violation : judge(evidence_)) all += to_text(violation) + "\n";
    EXPECT_EQ(all, "");
    EXPECT_GE(evidence_.instances.size(), 30U);
    EXPECT_GE(evidence_.ledger.size(), 100U);
}

// --- I1, I2 --------------------------------------------------------------------------------------

TEST_F(Planted, AnAcknowledgedSagaThatIsGoneIsCaught) {
    const std::string id = instance("plain", "completed").id;
    std::erase_if(evidence_.instances, [&](const auto& each) { return each.id == id; });
    expect_caught("I1", id);
}

TEST_F(Planted, AnOrderThatStartedTwiceIsCaught) {
    InstanceRecord second = instance("plain", "completed");
    second.id.back() = second.id.back() == '0' ? '1' : '0';
    evidence_.instances.push_back(second);
    expect_caught("I1", second.id);
}

TEST_F(Planted, TwoAnswersToOneStartAreCaught) {
    const InstanceRecord& first = instance("plain", "completed");
    const std::string other = instance("timed", "completed").id;
    order(first).acknowledged.push_back(other);
    expect_caught("I1");
}

TEST_F(Planted, ASagaThatNobodyAskedForIsCaught) {
    const InstanceRecord& lonely = instance("plain", "completed");
    evidence_.journal.orders.erase(lonely.order);
    expect_caught("I1", lonely.id);
}

TEST_F(Planted, ACallWithoutACommittedRecordIsCaught) {
    const InstanceRecord& of = instance("plain", "completed");
    LedgerEntry early = call(of, is_applied_do);
    early.attempt += 7;
    early.applied = false;
    evidence_.ledger.push_back(early);
    expect_caught("I2", of.id);
}

// --- I3, I4, I5 ----------------------------------------------------------------------------------

TEST_F(Planted, ACallAfterItsResultIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    LedgerEntry again = call(of, is_applied_do);
    HistoryEvent recorded = event(of, EventType::kStepStarted);
    again.attempt = 9;
    again.applied = false;
    recorded.type = EventType::kAttemptStarted;  // even if it was recorded
    recorded.data = {{"kind", "do"}, {"attempt", 9}, {"timeout", 1}};
    of.events.push_back(recorded);
    evidence_.ledger.push_back(again);
    expect_caught("I3", of.id);
}

TEST_F(Planted, AKeyOfChanceIsCaught) {
    const InstanceRecord& of = instance("timed", "completed");
    call(of, is_applied_do).key = "8d3c2f6e";
    expect_caught("I4", of.id);
}

TEST_F(Planted, AnUndoUnderTheForwardKeyIsCaught) {
    const InstanceRecord& of = instance_with_undone({"reserve"});
    LedgerEntry& undo = call(of, [](const auto& each) { return each.undone; });
    undo.key = undo.effect_key;
    expect_caught("I4", of.id);
}

TEST_F(Planted, AnotherBodyUnderTheSameKeyIsCaught) {
    const InstanceRecord& of = instance("plain", "completed");
    LedgerEntry again = call(of, is_applied_do);
    again.body += 1;
    evidence_.ledger.push_back(again);
    expect_caught("I4", of.id);
}

TEST_F(Planted, ADoubleEffectIsCaught) {
    const InstanceRecord& of = instance("plain", "completed");
    evidence_.ledger.push_back(call(of, is_applied_do));
    expect_caught("I5", of.id);
}

TEST_F(Planted, AMissingEffectIsCaught) {
    const InstanceRecord& of = instance("paid", "completed");
    call(of, is_applied_do).applied = false;
    expect_caught("I5", of.id);
}

TEST_F(Planted, MoreAttemptsThanThePolicyAllowsAreCaught) {
    evidence_.journal.attempts_max = 1;  // the run's participants refuse 5 % of the calls
    expect_caught("I5");
}

// --- I6, I7 --------------------------------------------------------------------------------------

TEST_F(Planted, AnEffectThatWasNotUndoneIsCaught) {
    const InstanceRecord& of = instance_with_undone({"reserve"});
    call(of, [](const auto& each) { return each.undone; }).undone = false;
    expect_caught("I6", of.id);
}

TEST_F(Planted, UndoInForwardOrderIsCaught) {
    const InstanceRecord& of = instance_with_undone({"reserve", "charge"});
    LedgerEntry& charge =
        call(of, [](const auto& each) { return each.undone && each.step == "charge"; });
    LedgerEntry& reserve =
        call(of, [](const auto& each) { return each.undone && each.step == "reserve"; });
    std::swap(charge.at, reserve.at);
    expect_caught("I6", of.id);
}

TEST_F(Planted, AnUndoOfAStepThatNeverStartedIsCaught) {
    const InstanceRecord& of = instance("plain", "compensated");
    LedgerEntry undo = call(of, [](const auto& each) { return each.undone; });
    undo.step = "invoice";
    undo.undone = false;
    evidence_.ledger.push_back(undo);
    expect_caught("I6", of.id);
}

TEST_F(Planted, ASucceededStepWithoutAnUndoIsCaught) {
    for (InstanceRecord& of : evidence_.instances) {
        if (HistoryEvent* undo = undo_of_succeeded(of)) {
            undo->type = EventType::kUndoStarted;
            expect_caught("I6", of.id);
            return;
        }
    }
    FAIL() << "no step that had succeeded was undone";
}

TEST_F(Planted, AnEndThatWasNotPlannedIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    order(of).expect = "compensated";
    expect_caught("I7", of.id);
}

TEST_F(Planted, TwoEndingsAreCaught) {
    InstanceRecord& of = instance("plain", "compensated");
    HistoryEvent second = event(of, EventType::kInstanceCompensated);
    second.type = EventType::kInstanceCompleted;
    of.events.push_back(second);
    expect_caught("I7", of.id);
}

TEST_F(Planted, ARowThatContradictsItsHistoryIsCaught) {
    InstanceRecord& of = instance("timed", "completed");
    of.status = "compensated";
    expect_caught("I7", of.id);
}

// --- I8 ------------------------------------------------------------------------------------------

TEST_F(Planted, AnEventThatWasTakenTwiceIsCaught) {
    InstanceRecord& of = instance("paid", "completed");
    of.events.push_back(event(of, EventType::kEventReceived));
    expect_caught("I8", of.id);
}

TEST_F(Planted, AnAcceptedEventThatIsGoneIsCaught) {
    ASSERT_FALSE(evidence_.stored_events.empty());
    evidence_.stored_events.erase(evidence_.stored_events.begin());
    expect_caught("I8");
}

TEST_F(Planted, AnEventThatWasNewTwiceIsCaught) {
    ASSERT_FALSE(evidence_.journal.events.empty());
    evidence_.journal.events.begin()->second.first = 2;
    expect_caught("I8");
}

TEST_F(Planted, AnEventThatNobodySentIsCaught) {
    InstanceRecord& of = instance("paid", "completed");
    event(of, EventType::kEventReceived).data["event"]["id"] = "from nowhere";
    expect_caught("I8", of.id);
}

TEST_F(Planted, AnEventThatWasTakenAndIsKeptIsCaught) {
    InstanceRecord& of = instance("paid", "completed");
    const auto id = event(of, EventType::kEventReceived).data["event"].value("id", "");
    for (StoredEvent& each : evidence_.stored_events) {
        if (each.id == id) each.state = "kept";
    }
    expect_caught("I8");
}

TEST_F(Planted, AnEventThatWasConsumedByNobodyIsCaught) {
    InstanceRecord& of = instance("paid", "completed");
    event(of, EventType::kEventReceived).type = EventType::kEventStored;
    for (StoredEvent& each : evidence_.stored_events) {
        if (each.id == "paid-" + of.order) each.matched = 1;
    }
    expect_caught("I8");
}

// --- I9, I10, I11, I12 ---------------------------------------------------------------------------

TEST_F(Planted, AGapInAHistoryIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    ASSERT_GE(of.rows.size(), 3U);
    of.rows.erase(of.rows.begin() + 1);
    expect_caught("I9", of.id);
}

TEST_F(Planted, EventsOutOfPlaceAreCaught) {
    InstanceRecord& of = instance("plain", "completed");
    of.events[1].seq = 1;
    expect_caught("I9", of.id);
}

TEST_F(Planted, AnAttemptOfTwoOwnersIsCaught) {
    const InstanceRecord& of = instance("plain", "completed");
    LedgerEntry twin = call(of, is_applied_do);
    twin.applied = false;
    evidence_.ledger.push_back(twin);
    expect_caught("I9", of.id);
}

TEST_F(Planted, AnEarlyTimerIsCaught) {
    InstanceRecord& of = instance("timed", "completed");
    event(of, EventType::kTimerFired).at.ms = event(of, EventType::kTimerStarted).at.ms + 1;
    expect_caught("I10", of.id);
}

TEST_F(Planted, ATimerThatFiredTwiceIsCaught) {
    InstanceRecord& of = instance("timed", "completed");
    of.events.push_back(event(of, EventType::kTimerFired));
    expect_caught("I10", of.id);
}

TEST_F(Planted, AWaitThatWasTooShortForTheOutsideIsCaught) {
    expect_caught("I10", rest_between_calls(kRestMs * 1000 - 10'000).id);
}

// A clock that is being corrected runs a hundredth fast, and clocks count whole milliseconds.
TEST_F(Planted, AWaitByACorrectedClockIsNotTooShort) {
    rest_between_calls(kRestMs * 990 - 900);
    std::string all;
    for (const Violation& violation : judge(evidence_)) all += to_text(violation) + "\n";
    EXPECT_EQ(all, "");
}

TEST_F(Planted, ACallOfAnotherVersionIsCaught) {
    const InstanceRecord& of = instance("timed", "completed");
    call(of, is_applied_do).version = 2;
    expect_caught("I11", of.id);
}

TEST_F(Planted, AChangeOfVersionIsCaught) {
    InstanceRecord& of = instance("timed", "completed");
    of.version = 2;
    expect_caught("I11", of.id);
}

TEST_F(Planted, AnImageThatItsHistoryDoesNotGiveIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    of.image_seq = of.seq;
    of.image = "{}";
    expect_caught("I12", of.id);
}

TEST_F(Planted, AHistoryThatContradictsItselfIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    event(of, EventType::kStepSucceeded).type = EventType::kTimerFired;
    expect_caught("I12", of.id);
}

TEST_F(Planted, AHistoryThatCannotBeReadIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    of.damage = "it is no JSON";
    expect_caught("I12", of.id);
}

TEST_F(Planted, AHistoryThatEndsBeforeItsImageIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    of.events.pop_back();
    expect_caught("I12", of.id);
}

// --- the run -------------------------------------------------------------------------------------

TEST_F(Planted, ASagaThatNeverEndsIsCaught) {
    InstanceRecord& of = instance("plain", "completed");
    of.status = "running";
    of.ended = false;
    expect_caught("L1", of.id);
}

TEST_F(Planted, TooFewSuccessesAreCaught) {
    evidence_.journal.successes_min = 100'000;
    expect_caught("L4");
}

TEST_F(Planted, ARunWithoutAnyClientIsCaught) {
    evidence_ = {};
    expect_caught("L4");
}

TEST_F(Planted, AFaultThatWasNotInjectedIsCaught) {
    evidence_.journal.faults_planned["kill -9"] = 2;
    evidence_.journal.faults_injected["kill -9"] = 1;
    expect_caught("faults");
}

TEST_F(Planted, ASagaThatTheRunDamagedOnPurposeIsLeftAlone) {
    InstanceRecord& of = instance("plain", "completed");
    of.status = "failed";
    order(of).exempt = true;
    EXPECT_TRUE(judge(evidence_).empty());
}

}  // namespace
}  // namespace sagaflow::faults
