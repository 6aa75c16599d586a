// The sentence that tells why an instance is where it is, for every status and kind of place.
#include "engine/kernel/why/why.hpp"

#include <gtest/gtest.h>

#include "engine/kernel/document.hpp"

namespace sagaflow::kernel {
namespace {

constexpr Timestamp kNow{1'769'846'400'000};

Timestamp in_s(std::int64_t seconds) { return kNow + Duration{seconds * 1'000}; }

dsl::State task_state(const std::string& name, dsl::StateIndex index) {
    dsl::TaskState task;
    task.call.retry = dsl::RetryPolicy::task_default();
    task.compensate.emplace();
    task.compensate->retry = dsl::RetryPolicy::task_default();
    return {name, index, std::move(task)};
}

const dsl::Program& program() {
    static const dsl::Program made = [] {
        dsl::Program program;
        for (const std::string name : {"charge_card", "reserve_stock", "book_courier"}) {
            program.index[name] = program.states.size();
            program.states.push_back(task_state(name, program.states.size()));
        }
        return program;
    }();
    return made;
}

StepError http_error(int status, const std::string& state) {
    StepError error;
    error.type = "http." + std::to_string(status);
    error.message = "The participant answered";
    error.state = state;
    error.status = status;
    return error;
}

StepError named_error(const std::string& type, const std::string& message) {
    StepError error;
    error.type = type;
    error.message = message;
    return error;
}

ActiveState& place(InstanceState& state, const std::string& name, Phase phase) {
    ActiveState& active = state.active.emplace_back();
    active.state = name;
    active.phase = phase;
    active.attempt = 1;
    return active;
}

UndoEntry& undo(InstanceState& state, const std::string& name, UndoPhase phase) {
    UndoEntry& entry = state.undos.emplace_back();
    entry.state = name;
    entry.phase = phase;
    return entry;
}

InstanceState in_status(InstanceStatus status) {
    InstanceState state;
    state.status = status;
    state.started_at = in_s(-300);
    return state;
}

// charge_card has used up its attempts; what was done before it is undone.
InstanceState undone_for_the_card(InstanceStatus status) {
    InstanceState state = in_status(status);
    StepRecord& record = state.steps["charge_card"];
    record.status = StepStatus::kFailed;
    record.visit = 1;
    record.attempts = 5;
    record.error = http_error(503, "charge_card");
    state.error = http_error(503, "charge_card");
    return state;
}

std::string told(const InstanceState& state) { return why(state, &program(), kNow).text; }

TEST(Why, TellsOfAnAttemptThatIsOut) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    ActiveState& active = place(state, "charge_card", Phase::kAttempting);
    active.due_at = in_s(27);
    EXPECT_EQ(told(state), "charge_card is being called (attempt 1 of 5), times out in 27 s");
    active.attempt = 2;
    active.error = http_error(503, "charge_card");
    EXPECT_EQ(
        told(state), "charge_card is being called (attempt 2 of 5, after 503), times out in 27 s"
    );
    EXPECT_EQ(
        why(state, nullptr, kNow).text.find("attempt 2,"),
        std::string("charge_card is being called (").size()
    );
}

TEST(Why, TellsOfTheNextAttemptAndWhenItComes) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    ActiveState& active = place(state, "charge_card", Phase::kBackoff);
    active.error = http_error(503, "charge_card");
    active.due_at = Timestamp{in_s(11).ms + 1};
    const Why sentence = why(state, &program(), kNow);
    EXPECT_EQ(sentence.text, "charge_card failed 1 of 5 with 503, next attempt in 12 s");
    EXPECT_EQ(sentence.at, kNow);
    EXPECT_EQ(sentence.next_at, active.due_at);
    EXPECT_NE(why(state, &program(), in_s(20)).text.find("next attempt now"), std::string::npos);
}

TEST(Why, CountsAttemptsAnewAfterARetryByHand) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    ActiveState& active = place(state, "charge_card", Phase::kBackoff);
    active.attempt = 7;
    active.attempt_base = 5;
    active.error = http_error(503, "charge_card");
    active.due_at = in_s(1);
    EXPECT_EQ(
        told(state),
        "charge_card failed at attempt 7, 2 of 5 that count, with 503, next attempt in 1 s"
    );
    active.phase = Phase::kAttempting;
    active.attempt = 8;
    EXPECT_EQ(
        told(state),
        "charge_card is being called (attempt 8, 3 of 5 that count, after 503), times out in 1 s"
    );
}

// The same number in the sentence, in what is waited for, in the undo's own entry and in a row.
TEST(Why, TellsOneNumberOfAttemptsEverywhere) {
    InstanceState state = in_status(InstanceStatus::kStuck);
    UndoEntry& failed = undo(state, "reserve_stock", UndoPhase::kFailed);
    failed.attempt = 7;
    failed.attempt_base = 2;
    failed.error = http_error(503, "reserve_stock");
    const std::string sentence =
        "stuck: undo of reserve_stock failed at attempt 7, 5 of 5 that count, with 503; an "
        "operator must resolve it";
    EXPECT_EQ(told(state), sentence);
    const Json document = instance_document(state);
    EXPECT_EQ(document["waitingFor"][0]["attempt"], 7);
    EXPECT_EQ(document["waitingFor"][0]["uncounted"], 2);
    EXPECT_EQ(document["compensation"][0]["attempts"], 7);
    EXPECT_EQ(document["compensation"][0]["uncounted"], 2);
    const InstanceState seen = outline(state.status, document["waitingFor"]);
    EXPECT_EQ(why(seen, &program(), kNow, Knowledge::kOutline).text, sentence);
}

TEST(Why, TellsThatAnErrorIsNotRetried) {
    InstanceState state = in_status(InstanceStatus::kParked);
    ActiveState& active = place(state, "charge_card", Phase::kParked);
    active.error = http_error(409, "charge_card");
    EXPECT_NE(
        told(state).find("charge_card failed at attempt 1 of 5 with 409, which is not retried;"),
        std::string::npos
    ) << told(state);
    active.attempt = 5;
    EXPECT_EQ(told(state).find("not retried"), std::string::npos) << "there were no more anyway";
    active.attempt = 2;
    active.error = http_error(503, "charge_card");
    EXPECT_EQ(told(state).find("not retried"), std::string::npos);
    EXPECT_EQ(why(state, nullptr, kNow).text.find("not retried"), std::string::npos)
        << "without the program nobody knows";
}

TEST(Why, TellsThatTheTimeForAttemptsWasOver) {
    dsl::Program patient = program();
    auto& task = std::get<dsl::TaskState>(patient.states[patient.index.at("charge_card")].kind);
    task.call.retry = dsl::RetryPolicy::undo_default();
    InstanceState state = in_status(InstanceStatus::kParked);
    ActiveState& active = place(state, "charge_card", Phase::kParked);
    active.attempt = 31;
    active.error = http_error(503, "charge_card");
    EXPECT_NE(
        why(state, &patient, kNow)
            .text.find("charge_card failed at attempt 31 with 503, and the time for attempts was"),
        std::string::npos
    ) << why(state, &patient, kNow).text;
}

// Nothing that stands in a paused instance comes by itself, but for the end of a call that is out.
TEST(Why, WhatIsPausedIsHeld) {
    InstanceState state = in_status(InstanceStatus::kPaused);
    place(state, "charge_card", Phase::kBackoff).due_at = in_s(230);
    place(state, "cool_down", Phase::kTimer).due_at = in_s(230);
    ActiveState& receiving = place(state, "payment", Phase::kReceiving);
    receiving.waits = {{"order.paid", "42"}};
    receiving.due_at = in_s(230);
    place(state, "reserve_stock", Phase::kAttempting).due_at = in_s(20);
    Json waits = waiting_for(state);
    ASSERT_EQ(waits.size(), 4U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(waits[i].value("held", false), true) << waits[i];
    EXPECT_FALSE(waits[3].contains("held"));
    state.status = InstanceStatus::kRunning;
    waits = waiting_for(state);
    for (const Json& wait : waits) EXPECT_FALSE(wait.contains("held"));
}

TEST(Why, TellsOfProbes) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    place(state, "charge_card", Phase::kProbing).due_at = in_s(5);
    EXPECT_EQ(told(state), "asks whether charge_card was applied, times out in 5 s");
    state.active.front().phase = Phase::kProbeBackoff;
    EXPECT_EQ(told(state), "asks again whether charge_card was applied in 5 s");
}

TEST(Why, TellsOfTimers) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    place(state, "cool_down", Phase::kTimer).due_at = in_s(3 * 3'600);
    EXPECT_EQ(told(state), "waits at cool_down; goes on in 3 h");
}

TEST(Why, TellsOfEventsWithTheirKeysAndSinceWhen) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    ActiveState& active = place(state, "payment", Phase::kReceiving);
    active.waits = {{"order.paid", "42"}};
    active.first_attempt_at = in_s(-180);
    active.due_at = in_s(27 * 60);
    EXPECT_EQ(
        told(state), "waits for order.paid of key \"42\" since 3 min at payment; gives up in 27 min"
    );
    active.waits.push_back({"order.cancelled", ""});
    active.waits.push_back({"order.lost", ""});
    active.due_at.reset();
    const Why sentence = why(state, &program(), kNow);
    EXPECT_EQ(
        sentence.text,
        "waits for order.paid of key \"42\" or order.cancelled or 1 more since 3 min at payment"
    );
    EXPECT_FALSE(sentence.next_at);
}

TEST(Why, TellsWhereItGoesBetweenTwoStates) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    place(state, "", Phase::kReady).next = "charge_card";
    EXPECT_EQ(told(state), "is about to enter charge_card");
    state.overdue = true;
    state.deadline = in_s(-180);
    EXPECT_EQ(told(state), "is about to enter charge_card; overdue for 3 min");
    state.active.clear();
    state.overdue = false;
    EXPECT_EQ(told(state), "runs");
}

TEST(Why, TellsWhoPausedItAndWhy) {
    InstanceState state = in_status(InstanceStatus::kPaused);
    place(state, "charge_card", Phase::kBackoff).due_at = in_s(12);
    state.intervention = Intervention{"api@10.0.0.7", "bank is down", in_s(-60)};
    const Why sentence = why(state, &program(), kNow);
    EXPECT_EQ(
        sentence.text,
        "paused by api@10.0.0.7: \"bank is down\"; stands at charge_card; resume lets it go on"
    );
    EXPECT_FALSE(sentence.next_at) << "nothing happens while it is paused";
}

TEST(Why, TellsWhatAParkedOneNeeds) {
    InstanceState state = in_status(InstanceStatus::kParked);
    ActiveState& active = place(state, "charge_card", Phase::kParked);
    active.attempt = 5;
    active.error = http_error(503, "charge_card");
    state.error = active.error;
    EXPECT_EQ(
        told(state),
        "parked: charge_card failed 5 of 5 with 503; an operator must retry it or skip it, or "
        "compensate"
    );
    active.attempt = 1;
    active.unknown_seen = true;
    state.pivot_passed = true;
    EXPECT_EQ(
        told(state),
        "parked: charge_card failed at attempt 1 of 5 with 503; whether it was applied is not "
        "known; an operator must retry it or skip it"
    );
}

TEST(Why, TellsHowFarTheUndoIs) {
    InstanceState state = undone_for_the_card(InstanceStatus::kCompensating);
    undo(state, "reserve_stock", UndoPhase::kUndoing);
    undo(state, "book_courier", UndoPhase::kUndone);
    undo(state, "look_up", UndoPhase::kNotNeeded);
    undo(state, "open_case", UndoPhase::kPending);
    UndoEntry& waiting = state.undos.front();
    waiting.attempt = 1;
    waiting.error = http_error(503, "reserve_stock");
    waiting.due_at = in_s(12);
    const Why sentence = why(state, &program(), kNow);
    EXPECT_EQ(
        sentence.text,
        "charge_card failed 5 of 5 with 503; compensating 2 of 3; undo of reserve_stock failed 1 "
        "of 5 with 503, next attempt in 12 s"
    );
    EXPECT_EQ(sentence.next_at, in_s(12));
    waiting.calling = true;
    waiting.attempt = 2;
    EXPECT_NE(
        told(state).find("undo of reserve_stock is being called (attempt 2 of 5, after 503)"),
        std::string::npos
    );
    waiting.phase = UndoPhase::kProbing;
    EXPECT_NE(told(state).find("asks whether reserve_stock was applied"), std::string::npos);
}

TEST(Why, TellsWhatTheUndoBeganWith) {
    InstanceState state = in_status(InstanceStatus::kCompensating);
    state.error = named_error("cancelled", "wrong order");
    state.intervention = Intervention{"api@10.0.0.7", "wrong order", kNow};
    EXPECT_EQ(told(state), "cancelled by api@10.0.0.7: \"wrong order\"; compensating");
    state.error->type = "compensate";
    EXPECT_EQ(told(state), "undo asked for by api@10.0.0.7: \"wrong order\"; compensating");
    state.error->type = "rewound";
    EXPECT_EQ(told(state), "sent back by api@10.0.0.7: \"wrong order\"; compensating");
    state.error = named_error("deadline", "The deadline passed");
    EXPECT_EQ(told(state), "its deadline passed; compensating");
    state.error = named_error("out_of_stock", "none left");
    state.error->state = "give_up";
    EXPECT_EQ(told(state), "give_up failed with out_of_stock (\"none left\"); compensating");
    place(state, "charge_card", Phase::kAttempting);
    EXPECT_NE(told(state).find("the answer of charge_card is still awaited"), std::string::npos);
}

TEST(Why, TellsWhichUndoIsStuck) {
    InstanceState state = undone_for_the_card(InstanceStatus::kStuck);
    for (const char* name : {"reserve_stock", "book_courier", "open_case"}) {
        UndoEntry& failed = undo(state, name, UndoPhase::kFailed);
        failed.attempt = 5;
        failed.error = named_error("timeout", "");
    }
    EXPECT_EQ(
        told(state),
        "stuck: undo of reserve_stock failed 5 of 5 with timeout; undo of book_courier failed 5 of "
        "5 with timeout; and 1 more; an operator must resolve it; reason for the undo: "
        "charge_card failed 5 of 5 with 503"
    );
}

// A list's row knows the error's type and message, not the state that failed.
TEST(Why, TellsAReasonForTheUndoWithoutItsState) {
    InstanceState state = in_status(InstanceStatus::kStuck);
    state.error = named_error("ShipmentRefused", "too large");
    state.error->state.clear();
    EXPECT_EQ(
        told(state),
        "stuck: an undo failed; an operator must resolve it; reason for the undo: failed with "
        "ShipmentRefused (\"too large\")"
    );
    state.error->type = "compensate";
    state.intervention = Intervention{"ann", "wrong order", kNow};
    EXPECT_TRUE(told(state).ends_with("; undo asked for by ann: \"wrong order\"")) << told(state);
}

TEST(Why, TellsHowItEnded) {
    InstanceState done = in_status(InstanceStatus::kCompleted);
    done.ended_at = in_s(-295);
    EXPECT_EQ(told(done), "completed after 5 s");

    InstanceState compensated = undone_for_the_card(InstanceStatus::kCompensated);
    EXPECT_EQ(told(compensated), "charge_card failed 5 of 5 with 503; nothing had to be undone");
    undo(compensated, "reserve_stock", UndoPhase::kUndone);
    EXPECT_EQ(told(compensated), "charge_card failed 5 of 5 with 503; 1 step undone");

    InstanceState partly = undone_for_the_card(InstanceStatus::kPartiallyCompensated);
    undo(partly, "reserve_stock", UndoPhase::kGivenUp);
    undo(partly, "book_courier", UndoPhase::kDoneOutside);
    EXPECT_EQ(
        told(partly),
        "charge_card failed 5 of 5 with 503; 0 of 2 steps undone, 1 marked as undone by an "
        "operator, 1 given up by an operator"
    );

    InstanceState failed = undone_for_the_card(InstanceStatus::kFailed);
    EXPECT_EQ(
        told(failed),
        "charge_card failed 5 of 5 with 503; ended without undo, as the definition says"
    );

    InstanceState terminated = in_status(InstanceStatus::kTerminated);
    terminated.intervention = Intervention{"ann", "duplicate", kNow};
    undo(terminated, "reserve_stock", UndoPhase::kPending);
    EXPECT_EQ(told(terminated), "terminated by ann: \"duplicate\"; effects of 1 step may be left");
}

// What an operator says was done outside is not told as if it had been called.
TEST(Why, TellsWhoMarkedStepsAsUndone) {
    InstanceState state = in_status(InstanceStatus::kCompensated);
    state.error = named_error("compensate", "wrong order");
    state.intervention = Intervention{"ann", "wrong order", kNow};
    for (const char* name : {"reserve_stock", "book_courier", "open_case"}) {
        undo(state, name, UndoPhase::kUndone);
    }
    EXPECT_EQ(told(state), "undo asked for by ann: \"wrong order\"; 3 steps undone");
    state.undos[1].phase = UndoPhase::kDoneOutside;
    state.undos[1].settled_by = "bob";
    EXPECT_EQ(
        told(state),
        "undo asked for by ann: \"wrong order\"; 2 of 3 steps undone, 1 marked as undone by bob"
    );
    state.undos[2].phase = UndoPhase::kDoneOutside;
    state.undos[2].settled_by = "eve";
    EXPECT_NE(told(state).find("2 marked as undone by operators"), std::string::npos);
    state.undos[2].phase = UndoPhase::kGivenUp;
    EXPECT_NE(told(state).find("1 given up by eve"), std::string::npos) << told(state);
}

TEST(Why, SaysSomethingForEveryStatusWithoutKnowingMore) {
    for (std::size_t i = 0; i < kInstanceStatusCount; ++i) {
        const auto status = static_cast<InstanceStatus>(i);
        EXPECT_FALSE(told(in_status(status)).empty()) << to_string(status);
        const InstanceState seen = outline(status, Json::array());
        EXPECT_FALSE(why(seen, nullptr, kNow, Knowledge::kOutline).text.empty());
    }
}

TEST(Why, QuotesWhatUsersWroteWithoutLettingItOut) {
    using std::string_literals::operator""s;
    InstanceState state = in_status(InstanceStatus::kPaused);
    state.intervention =
        Intervention{"a\nb\x1b[31m", "say \"hi\"\u202e\u2066 now\0"s + "\xff", kNow};
    const std::string text = told(state);
    EXPECT_EQ(text.find_first_of(std::string_view("\n\x1b\0", 3)), std::string::npos);
    EXPECT_EQ(text.find("\u202e"), std::string::npos);
    EXPECT_EQ(text.find("\u2066"), std::string::npos);
    EXPECT_NE(text.find("\"say 'hi'"), std::string::npos) << text;
    EXPECT_EQ(storable(text), text) << "UTF-8";
}

TEST(Why, IsCutWhereItGrowsLong) {
    InstanceState state = in_status(InstanceStatus::kStuck);
    for (int i = 0; i < 3; ++i) {
        UndoEntry& failed = undo(state, std::string(5'000, 'n'), UndoPhase::kFailed);
        failed.error = named_error(std::string(5'000, 't'), std::string(50'000, 'm'));
    }
    EXPECT_LE(told(state).size(), limits::kWhyBytesMax);
}

TEST(Why, IsToldOfARowAsFarAsTheRowKnows) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    ActiveState& retrying = place(state, "charge_card", Phase::kBackoff);
    retrying.error = http_error(503, "charge_card");
    retrying.due_at = in_s(12);
    ActiveState& receiving = place(state, "payment", Phase::kReceiving);
    receiving.waits = {{"order.paid", "42"}, {"order.lost", "42"}};
    const InstanceState seen = outline(state.status, waiting_for(state));
    EXPECT_EQ(
        why(seen, &program(), kNow, Knowledge::kOutline).text,
        "charge_card failed 1 of 5 with 503, next attempt in 12 s; waits for order.paid of key "
        "\"42\" or order.lost of key \"42\" at payment"
    );
    InstanceState stuck = in_status(InstanceStatus::kStuck);
    UndoEntry& failed = undo(stuck, "reserve_stock", UndoPhase::kFailed);
    failed.attempt = 5;
    failed.error = http_error(500, "reserve_stock");
    EXPECT_EQ(
        why(outline(stuck.status, waiting_for(stuck)), &program(), kNow, Knowledge::kOutline).text,
        "stuck: undo of reserve_stock failed 5 of 5 with 500; an operator must resolve it"
    );
}

TEST(Why, StandsWithItsTimesInTheDocument) {
    InstanceState state = in_status(InstanceStatus::kRunning);
    place(state, "cool_down", Phase::kTimer).due_at = in_s(60);
    Json document = Json::object();
    add_why(document, why(state, &program(), kNow));
    EXPECT_EQ(document["whyAt"], "2026-01-31T08:00:00.000Z");
    EXPECT_EQ(document["nextAt"], "2026-01-31T08:01:00.000Z");
    add_why(document, why(in_status(InstanceStatus::kRunning), &program(), kNow));
    EXPECT_TRUE(document["nextAt"].is_null());
}

TEST(Why, TheInterventionIsPartOfTheImage) {
    InstanceState state = in_status(InstanceStatus::kPaused);
    EXPECT_FALSE(to_json(state).contains("intervention"));
    state.intervention = Intervention{"ann", "because", kNow};
    const auto read = instance_state_from(to_json(state));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(to_text(to_json(*read)), to_text(to_json(state)));
}

}  // namespace
}  // namespace sagaflow::kernel
