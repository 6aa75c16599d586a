// Every scenario file, on both databases, and with everything going wrong on the way.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scenario/checks.hpp"

namespace sagaflow::testing {
namespace {

void check_everything(Runner& runner) {
    for (std::size_t i = 0; i < runner.ids().size(); ++i) {
        runner.look_at(i);
        check_replay_equals_state(runner);
        check_reverse_causal_order(runner.world().history(runner.id()));
        check_ledger(runner);
        check_effect_ledger(runner);
        check_ledger_against_participants(runner);
        check_nothing_left_over(runner);
    }
    runner.look_at(0);
    check_calls(runner);
}

void run_as_written(const Scenario& scenario, std::unique_ptr<Database> (*database)(World&)) {
    Runner runner(scenario, database, {});
    runner.run();
    if (::testing::Test::HasFatalFailure()) return;
    check_expectations(scenario, runner);
    check_everything(runner);
}

// A crash loses attempts, which may cost a step that would have gone well: the file says so.
void check_status(const Scenario& scenario, const Json& expect, Runner& runner) {
    const auto state = runner.world().stored_state(runner.id());
    ASSERT_TRUE(state.has_value());
    const std::string status(to_string(state->status));
    if (!expect.contains("status") || status == expect.at("status").get<std::string>()) return;
    const Json& others = scenario.after_crash;
    EXPECT_TRUE(std::find(others.begin(), others.end(), status) != others.end())
        << "ended " << status << ": " << to_text(to_json(*state));
}

void check_outcome(const Scenario& scenario, Runner& runner) {
    check_status(scenario, scenario.expect, runner);
    const Json others = scenario.expect.value("others", Json::array());
    for (std::size_t i = 0; i < others.size() && i + 1 < runner.ids().size(); ++i) {
        SCOPED_TRACE("instance " + std::to_string(i + 2));
        runner.look_at(i + 1);
        check_status(scenario, others.at(i), runner);
    }
    runner.look_at(0);
}

// Every commit, but of a saga that retries for a day only some: they are alike.
std::uint64_t stride(const Runner& counted) { return 1 + counted.commits() / 30; }

class Scenarios : public ::testing::TestWithParam<Scenario> {};

TEST_P(Scenarios, RunAsWritten) { run_as_written(GetParam(), in_memory); }

// One test for all, because each program that needs a PostgreSQL starts one.
TEST(ScenariosOnPostgres, RunAsWritten) {
    for (const Scenario& scenario : all_scenarios()) {
        SCOPED_TRACE(scenario.name);
        run_as_written(scenario, on_postgres);
        if (HasFatalFailure()) return;
    }
}

TEST_P(Scenarios, SurviveACrashAtEveryCommit) {
    Runner counted(GetParam(), in_memory, {});
    counted.run();
    ASSERT_GT(counted.commits(), 0U);
    for (std::uint64_t commit = 1; commit <= counted.commits(); commit += stride(counted)) {
        for (const bool after : {false, true}) {
            SCOPED_TRACE(
                std::string("crash ") + (after ? "after" : "before") + " commit " +
                std::to_string(commit)
            );
            Trouble trouble;
            trouble.crash = {commit, after};
            Runner runner(GetParam(), in_memory, trouble);
            runner.run();
            if (HasFatalFailure()) return;
            check_outcome(GetParam(), runner);
            check_everything(runner);
            if (HasFailure()) return;
        }
    }
}

// The process lives on: what the participants answered is kept, so the outcome is the same.
TEST_P(Scenarios, EndTheSameWhenACommitFails) {
    using store::StoreFault;
    Runner counted(GetParam(), in_memory, {});
    counted.run();
    for (const StoreFault fault :
         {StoreFault::kNotCommitted,
          StoreFault::kUnknownNotApplied,
          StoreFault::kUnknownApplied,
          StoreFault::kUnavailable,
          StoreFault::kConflict}) {
        for (std::uint64_t commit = 1; commit <= counted.commits(); commit += stride(counted)) {
            SCOPED_TRACE(
                "fault " + std::to_string(static_cast<int>(fault)) + " at commit " +
                std::to_string(commit)
            );
            auto seen = std::make_shared<std::uint64_t>(0);
            Trouble trouble;
            trouble.faulty = true;
            trouble.faults = [seen, commit, fault](store::StoreCall call) {
                if (call != store::StoreCall::kCommit) return StoreFault::kNone;
                return ++*seen == commit ? fault : StoreFault::kNone;
            };
            Runner runner(GetParam(), in_memory, trouble);
            runner.run();
            if (HasFatalFailure()) return;
            check_outcome(GetParam(), runner);
            check_everything(runner);
            if (HasFailure()) return;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    Scenarios,
    ::testing::ValuesIn(all_scenarios()),
    [](const auto& scenario) { return scenario.param.name; }
);

}  // namespace
}  // namespace sagaflow::testing
