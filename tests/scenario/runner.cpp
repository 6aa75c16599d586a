#include "tests/scenario/runner.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/kernel/document.hpp"

namespace sagaflow::testing {
namespace {

constexpr int kTriesMax = 50;
constexpr int kStepsMax = 2'000;
// Retries of the engine itself (reads, commits, reconnects) and passivation happen within this.
constexpr Duration kEngineTime{3'000};

kernel::Environment environment_of(const Scenario& scenario) {
    kernel::Environment environment;
    environment.config = scenario.parameters;
    for (const auto& [name, json] : scenario.connections.items()) {
        ConnectionTraits traits;
        traits.connector = "http";
        traits.idempotent = json.value("idempotent", false);
        if (json.contains("timeout")) {
            traits.timeout = parse_duration(json.at("timeout").get<std::string>()).value();
        }
        environment.connections[name] = traits;
    }
    return environment;
}

EventMessage event_of(const Json& json, int number) {
    EventMessage event;
    event.identity.source = json.value("source", "scenario");
    event.identity.id = json.value("id", "event-" + std::to_string(number));
    event.address = {json.at("type").get<std::string>(), json.value("key", "")};
    event.attributes = Json::object();
    event.data = json.value("data", Json());
    return event;
}

bool is_passing(const Error& error) {
    return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kNotOwner ||
           error.code == ErrorCode::kOverloaded;
}

// The history tells how this attempt ended.
bool is_recorded(const std::vector<HistoryEvent>& history, const CallRequest& call) {
    const bool undo = call.kind == CallKind::kUndo;
    for (const HistoryEvent& event : history) {
        const bool ends =
            undo
                ? event.type == EventType::kUndoSucceeded || event.type == EventType::kUndoFailed
                : event.type == EventType::kStepSucceeded || event.type == EventType::kStepFailed ||
                      event.type == EventType::kAttemptEnded ||
                      event.type == EventType::kLateResultRecorded;
        const bool retried =
            event.type == EventType::kRetryScheduled && event.data.value("undo", false) == undo;
        if (!ends && !retried) continue;
        if (event.state != call.state || event.data.value("attempt", 0) != call.attempt) continue;
        const std::string execution = "/" + std::to_string(event.visit) + "/";
        if (call.idempotency_key.find(execution) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

bool agrees(const Json& expected, const Json& actual) {
    if (expected.is_object()) {
        if (!actual.is_object()) return false;
        for (const auto& [name, value] : expected.items()) {
            if (!actual.contains(name) || !agrees(value, actual.at(name))) return false;
        }
        return true;
    }
    if (expected.is_array()) {
        if (!actual.is_array() || (expected.empty() && !actual.empty())) return false;
        return std::all_of(expected.begin(), expected.end(), [&](const Json& each) {
            return std::any_of(actual.begin(), actual.end(), [&](const Json& one) {
                return agrees(each, one);
            });
        });
    }
    return expected == actual;
}

Runner::Runner(
    const Scenario& scenario, std::unique_ptr<Database> (*database)(World&), Trouble trouble
)
    : scenario_(scenario), trouble_(std::move(trouble)), world_(database) {
    world_.environment() = environment_of(scenario);
    for (const auto& [which, answers] : scenario.answers.items()) {
        world_.participants().script(which, {answers.begin(), answers.end()});
    }
    program_ = world_.deploy(scenario.definition);
    if (program_ == nullptr) return;
    NodeOptions options;
    options.crash = trouble_.crash;
    options.faults = trouble_.faults;
    world_.start_node(options);
}

void Runner::run() {
    if (program_ == nullptr) return;
    start();
    if (!started_) return;
    for (const Json& directive : scenario_.script) {
        follow(directive);
        if (::testing::Test::HasFatalFailure()) return;
    }
    settle();
    commits_ += world_.node().store().commits();
}

// The process is started anew at once, without a plan to die again.
void Runner::recover_from_crash() {
    TestNode* dead = world_.crashed_node();
    if (dead == nullptr) return;
    crashed_ = true;
    NodeOptions options = dead->options();
    options.crash = {};
    world_.kill(*dead);
    const auto history = started_ ? world_.history(id_) : std::vector<HistoryEvent>{};
    world_.participants().repeat_lost_answers([&](const CallRequest& call) {
        return is_recorded(history, call);
    });
    world_.restart_node(options);
    world_.advance(Duration{1'000});
}

// Asks as a careful client does: again, when the answer did not come or was "try again".
template <typename T>
Result<T> Runner::ask(const std::function<void(Engine&, Engine::Reply<T>)>& question) {
    for (int attempt = 0; attempt < kTriesMax; ++attempt) {
        auto answer = std::make_shared<std::optional<Result<T>>>();
        question(world_.node().engine(), [answer](Result<T> result) {
            answer->emplace(std::move(result));
        });
        for (int i = 0; i < kTriesMax && !*answer && world_.crashed_node() == nullptr; ++i) {
            if (i == 0)
                world_.run_ready();
            else
                world_.advance(Duration{200});
        }
        recover_from_crash();
        if (*answer && ((*answer)->ok() || !is_passing((*answer)->error()))) return **answer;
        if (*answer) world_.advance(Duration{1'000});
        recover_from_crash();
    }
    return Error{ErrorCode::kInternal, "no answer from the engine"};
}

void Runner::start() {
    StartInstance command;
    command.saga = program_->saga;
    command.input = scenario_.input;
    if (!scenario_.key.empty()) command.key = scenario_.key;
    command.request_key = "start";
    const auto started = ask<Started>([&](Engine& engine, Engine::Reply<Started> reply) {
        engine.start(command, std::move(reply));
    });
    ASSERT_TRUE(started.ok()) << started.error().message;
    id_ = started->id;
    started_ = true;
}

void Runner::follow(const Json& directive) {
    if (directive.contains("event")) {
        send_event(directive);
    } else if (directive.contains("act")) {
        act(directive);
    } else if (directive.contains("wait")) {
        const auto by = parse_duration(directive.at("wait").get<std::string>()).value();
        const Timestamp until = world_.clock().now() + by;
        while (world_.clock().now() < until) {
            world_.advance_to(until);
            recover_from_crash();
        }
    } else if (directive.contains("answer")) {
        Json answer = directive;
        answer.erase("answer");
        world_.participants().release(directive.at("answer").get<std::string>(), answer);
        world_.run_ready();
        recover_from_crash();
    } else if (directive.contains("until")) {
        run_until(directive.at("until"));
    } else if (directive.contains("expect")) {
        expect_now(directive.at("expect"));
    } else if (directive.contains("crash")) {
        NodeOptions options = world_.node().options();
        options.crash = {};
        crashed_ = crashed_ || trouble_.crashes();
        world_.kill(world_.node());
        world_.restart_node(options);
    } else {
        FAIL() << "no such directive: " << directive;
    }
}

void Runner::send_event(const Json& directive) {
    const EventMessage event = event_of(directive.at("event"), ++events_sent_);
    const auto delivered = ask<Delivered>([&](Engine& engine, Engine::Reply<Delivered> reply) {
        engine.deliver({event}, std::move(reply));
    });
    ASSERT_TRUE(delivered.ok()) << delivered.error().message;
    world_.run_ready();
    recover_from_crash();
    if (crashed_) return;
    if (directive.contains("matched")) {
        EXPECT_EQ(delivered->matched, directive.at("matched").get<std::int64_t>()) << directive;
    }
    if (directive.contains("duplicate")) {
        EXPECT_EQ(delivered->duplicate, directive.at("duplicate").get<bool>()) << directive;
    }
}

void Runner::act(const Json& directive) {
    ActOnInstance command;
    command.id = id_;
    const auto action = action_from(directive.at("act").get<std::string>());
    ASSERT_TRUE(action.has_value()) << directive;
    command.action = *action;
    command.actor = directive.value("actor", "operator");
    command.reason = directive.value("reason", "because");
    command.arguments = directive;
    for (const char* mine : {"act", "actor", "reason", "refused"}) command.arguments.erase(mine);
    const auto acted = ask<Acted>([&](Engine& engine, Engine::Reply<Acted> reply) {
        engine.act(command, std::move(reply));
    });
    if (crashed_) return;  // it may have been done before the crash, and be refused now
    if (directive.contains("refused")) {
        ASSERT_FALSE(acted.ok()) << directive;
        EXPECT_EQ(acted.error().code, ErrorCode::kConflict);
        EXPECT_NE(
            acted.error().message.find(directive.at("refused").get<std::string>()),
            std::string::npos
        ) << acted.error().message;
    } else {
        ASSERT_TRUE(acted.ok()) << directive << ": " << acted.error().message;
    }
}

Json Runner::document() {
    const auto state = world_.stored_state(id_);
    return state ? kernel::instance_document(*state) : Json();
}

void Runner::expect_now(const Json& expected) {
    if (crashed_) return;
    const Json actual = document();
    EXPECT_TRUE(agrees(expected, actual)) << "expected " << expected << "\n     got " << actual;
}

// What the instance does next by itself, or a participant for it.
std::optional<Timestamp> Runner::next_of_instance() {
    std::optional<Timestamp> next = world_.participants().next_due();
    if (const auto state = world_.stored_state(id_)) {
        const auto due = kernel::next_due(*state);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

// One step of time towards whatever happens next; false: nothing will happen by itself.
bool Runner::step_on() {
    const std::uint64_t before = document().value("seq", 0ULL);
    world_.advance(kEngineTime);
    recover_from_crash();
    if (document().value("seq", 0ULL) != before) return true;
    const auto next = next_of_instance();
    if (!next) return false;
    if (*next > world_.clock().now()) {
        world_.clock().set(*next);  // nodes' own timers in between fire once, late
        world_.run_ready();
        recover_from_crash();
    }
    return true;
}

void Runner::run_until(const Json& expected) {
    world_.run_ready();
    recover_from_crash();
    for (int i = 0; i < kStepsMax; ++i) {
        const Json now = document();
        if (agrees(expected, now)) return;
        if (!step_on()) break;
    }
    if (crashed_ || agrees(expected, document())) return;
    FAIL() << "expected " << expected << "\n     got " << document();
}

void Runner::settle() {
    for (int i = 0; i < kStepsMax; ++i) {
        if (!step_on()) return;
    }
    FAIL() << "the instance never comes to rest: " << document();
}

}  // namespace sagaflow::testing
