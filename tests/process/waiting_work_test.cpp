// kill -9 of the engine while one instance is in the middle of something particular.
#include <poll.h>

#include <algorithm>

#include "engine/core/time.hpp"
#include "tests/process/support/process_test.hpp"
#include "tests/support/private_postgres.hpp"

namespace sagaflow::testing {
namespace {

class KillOfTheEngine : public ProcessTest {
protected:
    void SetUp() override {
        engine_ = make_engine("engine", database_.connection_string());
        engine_->start();
    }

    void kill_and_start() {
        engine_->kill_now();
        participant_.release();
        engine_->start();
    }

    ApiClient api() const { return engine_->api(); }

    // The n-th event of this type in the history; null when there is none.
    nlohmann::json event(const std::string& instance, const std::string& type, int n = 1) {
        for (const auto& event : api().history(instance)) {
            if (event.at("type") == type && --n == 0) return event;
        }
        return nullptr;
    }

    std::size_t count(const std::string& instance, const std::string& type) {
        const auto history = api().history(instance);
        return static_cast<std::size_t>(std::count_if(
            history.begin(),
            history.end(),
            [&](const auto& event) { return event.at("type") == type; }
        ));
    }

    // Holds the first call of this kind.
    void hold_first(CallPurpose purpose, const std::string& step, Treatment treatment) {
        participant_.conduct([=](const Call& call) {
            const bool it = call.purpose == purpose && call.step == step && call.attempt == 1;
            return it ? treatment : Treatment::kAnswer;
        });
    }

    // Not a private one for each test: making those is most of the time that such a test takes.
    FreshDatabase database_;
    std::unique_ptr<EngineProcess> engine_;
};

std::string due_in(const nlohmann::json& instance) {
    return instance.at("waitingFor").at(0).at("until");
}

nlohmann::json payment() {
    nlohmann::json pay = task("pay", "done");
    pay["probe"] = probe("pay");
    return saga("payment", "pay", {{"pay", pay}});
}

TEST_F(KillOfTheEngine, LetsTheProbeSpareACallThatWasApplied) {
    deploy(api(), payment());
    hold_first(CallPurpose::kDo, "pay", Treatment::kApplyThenHold);
    const std::string id = start(api(), "payment", "a").at("id");
    ASSERT_TRUE(participant_.wait_until_held(1));
    kill_and_start();
    ended(api(), "payment", "a");
    expect_right(api(), id, {{"pay"}, "completed"});
    EXPECT_EQ(participant_.ledger().count(CallPurpose::kDo, "pay"), 1U);
    EXPECT_EQ(event(id, "ProbeAnswered").value("applied", false), true);
}

TEST_F(KillOfTheEngine, LetsTheProbeRepeatACallThatWasNotApplied) {
    deploy(api(), payment());
    hold_first(CallPurpose::kDo, "pay", Treatment::kHoldThenApply);
    const std::string id = start(api(), "payment", "b").at("id");
    ASSERT_TRUE(participant_.wait_until_held(1));
    engine_->kill_now();
    engine_->start();
    ended(api(), "payment", "b");
    participant_.release();  // the straggler of the dead engine
    ASSERT_TRUE(participant_.wait_until_none_held());
    expect_right(api(), id, {{"pay"}, "completed"});
    EXPECT_EQ(participant_.ledger().count(CallPurpose::kDo, "pay"), 2U);
    EXPECT_EQ(event(id, "ProbeAnswered").value("applied", true), false);
}

TEST_F(KillOfTheEngine, RepeatsAnUndoThatWasOut) {
    deploy(api(), trip());
    hold_first(CallPurpose::kUndo, "charge", Treatment::kApplyThenHold);
    const std::string id = start(api(), "trip", "c", "ship").at("id");
    ASSERT_TRUE(participant_.wait_until_held(1));
    kill_and_start();
    ended(api(), "trip", "c", "ship");
    expect_right(api(), id, {trip_steps(), "compensated"});
    EXPECT_EQ(participant_.ledger().count(CallPurpose::kUndo, "charge"), 2U);
    EXPECT_EQ(participant_.ledger().faults().size(), 0U);
}

TEST_F(KillOfTheEngine, KeepsTheBackOffOfAFailedAttempt) {
    nlohmann::json pay = task("pay", "done");
    // The kill has to come within it.
    pay["retry"] = {{"maxAttempts", 3}, {"initial", "5s"}, {"max", "5s"}, {"jitter", "none"}};
    deploy(api(), saga("patient", "pay", {{"pay", pay}}));
    participant_.conduct([](const Call& call) {
        return call.attempt == 1 ? Treatment::kBusy : Treatment::kAnswer;
    });
    const std::string id = start(api(), "patient", "d").at("id");
    const std::string until = due_in(waiting_for(api(), "patient", "d", "retry"));
    kill_and_start();
    ended(api(), "patient", "d");
    expect_right(api(), id, {{"pay"}, "completed"});
    EXPECT_EQ(participant_.ledger().count(CallPurpose::kDo, "pay"), 2U);
    EXPECT_EQ(count(id, "AttemptInterrupted"), 0U);
    // Texts of one format and zone compare as their times do.
    EXPECT_GE(event(id, "AttemptStarted").at("at").get<std::string>(), until);
}

// Nothing but the clock can tell that a time has come while no engine runs.
void wait_for_time(Timestamp time) {
    const SystemClock clock;
    for (auto left = time - clock.now(); left > Duration{0}; left = time - clock.now()) {
        poll(nullptr, 0, static_cast<int>(left.ms));
    }
}

TEST_F(KillOfTheEngine, FiresATimerOnceThatBecameDueMeanwhile) {
    deploy(
        api(),
        saga(
            "nap",
            "rest",
            {{"rest", {{"type", "wait"}, {"for", "4s"}, {"next", "pay"}}},  // the kill comes within
             {"pay", task("pay", "done")}}
        )
    );
    const std::string id = start(api(), "nap", "e").at("id");
    const std::string until = due_in(waiting_for(api(), "nap", "e", "timer"));
    engine_->kill_now();
    const auto due = parse_timestamp(until);
    ASSERT_TRUE(due.ok());
    wait_for_time(*due);
    engine_->start();
    ended(api(), "nap", "e");
    expect_right(api(), id, {{"pay"}, "completed"});
    EXPECT_EQ(count(id, "TimerFired"), 1U);
    EXPECT_GT(event(id, "TimerFired").at("at").get<std::string>(), until);
    EXPECT_EQ(participant_.ledger().count(CallPurpose::kDo, "pay"), 1U);
}

nlohmann::json receipt(const std::string& start_state) {
    return saga(
        start_state == "listen" ? "listener" : "late-listener",
        start_state,
        {{"listen",
          {{"type", "receive"},
           {"on",
            {{{"event", "paid"},
              {"key", "${input.order}"},
              {"assign", {{"amount", "${event.data.amount}"}}},
              {"next", "ship"}}}},
           {"keep", "1h"},
           {"timeout", "never"}}},
         {"reserve", task("reserve", "listen")},
         {"ship", task("ship", "done")}}
    );
}

TEST_F(KillOfTheEngine, LosesNoWaitForAnEvent) {
    nlohmann::json definition = receipt("listen");
    definition["states"].erase("reserve");
    deploy(api(), definition);
    const std::string id = start(api(), "listener", "f").at("id");
    waiting_for(api(), "listener", "f", "event");
    kill_and_start();
    const ApiAnswer sent = ask([&] {
        return api().send_event("event-f", "paid", "f", {{"amount", 7}});
    });
    EXPECT_EQ(sent.status, 202) << sent.body.dump();
    EXPECT_EQ(sent.body.value("matched", -1), 1);
    EXPECT_EQ(ended(api(), "listener", "f").at("vars").value("amount", 0), 7);
    expect_right(api(), id, {{"ship"}, "completed"});
    const ApiAnswer again = ask([&] {
        return api().send_event("event-f", "paid", "f", {{"amount", 8}});
    });
    EXPECT_EQ(again.body.value("duplicate", false), true);
}

TEST_F(KillOfTheEngine, LosesNoEventThatCameTooEarly) {
    deploy(api(), receipt("reserve"));
    hold_first(CallPurpose::kDo, "reserve", Treatment::kApplyThenHold);
    const std::string id = start(api(), "late-listener", "g").at("id");
    ASSERT_TRUE(participant_.wait_until_held(1));
    const ApiAnswer sent = ask([&] {
        return api().send_event("event-g", "paid", "g", {{"amount", 9}});
    });
    EXPECT_EQ(sent.status, 202) << sent.body.dump();
    EXPECT_EQ(sent.body.value("matched", -1), 0);
    kill_and_start();
    EXPECT_EQ(ended(api(), "late-listener", "g").at("vars").value("amount", 0), 9);
    expect_right(api(), id, {{"reserve", "ship"}, "completed"});
    EXPECT_EQ(count(id, "EventReceived"), 1U);
}

}  // namespace
}  // namespace sagaflow::testing
