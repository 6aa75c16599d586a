// What a file expects, member by member.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "engine/kernel/document.hpp"
#include "tests/scenario/checks.hpp"

namespace sagaflow::testing {
namespace {

using Calls = std::vector<Participants::Call>;

// Those of the instance that is looked at, or of all.
Calls calls_of(Runner& runner, const std::string& which) {
    Calls calls;
    for (const Participants::Call& call : runner.world().participants().calls()) {
        if (call.which == which) calls.push_back(call);
    }
    return calls;
}

void expect_path(Runner& runner, const Json& expected) {
    EXPECT_EQ(
        expected.get<std::vector<std::string>>(), path_of(runner.world().history(runner.id()))
    ) << "path";
}

void expect_undo(Runner& runner, const Json& expected) {
    EXPECT_EQ(
        expected.get<std::vector<std::string>>(), undo_order_of(runner.world().history(runner.id()))
    ) << "undo";
}

void expect_calls(Runner& runner, const Json& expected) {
    std::vector<std::string> calls;
    for (const Participants::Call& call : runner.world().participants().calls()) {
        calls.push_back(call.which + " " + std::to_string(call.attempt));
    }
    EXPECT_EQ(expected.get<std::vector<std::string>>(), calls) << "calls";
}

// What a call carried, last attempt.
void expect_with(Runner& runner, const Json& expected) {
    for (const auto& [which, with] : expected.items()) {
        const Calls calls = calls_of(runner, which);
        ASSERT_FALSE(calls.empty()) << which << " was never called";
        EXPECT_TRUE(agrees(with, calls.back().with))
            << which << ": expected " << with << "\n     got " << calls.back().with;
    }
}

// The idempotency keys of all attempts, without the instance's id.
void expect_keys(Runner& runner, const Json& expected) {
    for (const auto& [which, keys] : expected.items()) {
        std::vector<std::string> sent;
        for (const Participants::Call& call : calls_of(runner, which)) {
            EXPECT_TRUE(call.key.starts_with(runner.id().text() + "/")) << call.key;
            sent.push_back(call.key.substr(call.key.find('/') + 1));
        }
        EXPECT_EQ(keys.get<std::vector<std::string>>(), sent) << which;
    }
}

// When the attempts went out, as durations since the start of the first instance.
void expect_times(Runner& runner, const Json& expected) {
    const Timestamp start = runner.world().history(runner.ids().front()).front().at;
    for (const auto& [which, times] : expected.items()) {
        std::vector<std::int64_t> wanted;
        std::vector<std::int64_t> sent;
        for (const Json& time : times) {
            wanted.push_back(parse_duration(time.get<std::string>()).value().ms);
        }
        for (const Participants::Call& call : calls_of(runner, which)) {
            sent.push_back(call.at.ms - start.ms);
        }
        EXPECT_EQ(wanted, sent) << which << ", milliseconds since the start";
    }
}

// Events that agree with the list stand in the history in this order, others between them.
void expect_history(Runner& runner, const Json& expected) {
    auto wanted = expected.begin();
    for (const HistoryEvent& event : runner.world().history(runner.id())) {
        if (wanted != expected.end() && agrees(*wanted, to_json(event))) ++wanted;
    }
    EXPECT_TRUE(wanted == expected.end())
        << "not in the history, or not in this order: " << *wanted;
}

// Nothing in the history agrees with any of these.
void expect_never(Runner& runner, const Json& expected) {
    for (const HistoryEvent& event : runner.world().history(runner.id())) {
        for (const Json& never : expected) {
            EXPECT_FALSE(agrees(never, to_json(event))) << "in the history: " << to_json(event);
        }
    }
}

void expect_member(Runner& runner, const std::string& name, const Json& expected) {
    const Json document = kernel::instance_document(*runner.world().stored_state(runner.id()));
    ASSERT_TRUE(document.contains(name)) << "no such member: " << name;
    EXPECT_TRUE(agrees(expected, document.at(name)))
        << name << ": expected " << expected << "\n     got " << document.at(name);
}

void expect_all(Runner& runner, const Json& expected);

// The instances that the script started, in that order.
void expect_others(Runner& runner, const Json& expected) {
    ASSERT_EQ(expected.size() + 1, runner.ids().size()) << "instances started";
    for (std::size_t i = 0; i < expected.size(); ++i) {
        SCOPED_TRACE("instance " + std::to_string(i + 2));
        runner.look_at(i + 1);
        expect_all(runner, expected.at(i));
    }
    runner.look_at(0);
}

void expect_all(Runner& runner, const Json& expected) {
    static const std::map<std::string, std::function<void(Runner&, const Json&)>> kChecks{
        {"path", expect_path},
        {"undo", expect_undo},
        {"calls", expect_calls},
        {"with", expect_with},
        {"keys", expect_keys},
        {"times", expect_times},
        {"history", expect_history},
        {"never", expect_never},
        {"others", expect_others}};
    for (const auto& [name, value] : expected.items()) {
        const auto check = kChecks.find(name);
        if (check != kChecks.end())
            check->second(runner, value);
        else
            expect_member(runner, name, value);
    }
}

}  // namespace

void check_expectations(const Scenario& scenario, Runner& runner) {
    expect_all(runner, scenario.expect);
}

}  // namespace sagaflow::testing
