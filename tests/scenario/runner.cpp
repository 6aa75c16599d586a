#include "tests/scenario/runner.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/kernel/document.hpp"

namespace sagaflow::testing {
namespace {

constexpr int kTriesMax = 50;
constexpr const char* kDoneAlready = "done already";
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

bool begins(const HistoryEvent& event, const CallRequest& call) {
    if (event.type == EventType::kStepStarted) {
        return call.kind == CallKind::kDo && call.attempt == 1;
    }
    if (event.type == EventType::kUndoStarted) {
        return call.kind == CallKind::kUndo && call.attempt == 1;
    }
    return event.type == EventType::kAttemptStarted &&
           event.data.value("kind", "") == to_string(call.kind) &&
           event.data.value("attempt", 0) == call.attempt;
}

bool ends_for_good(const HistoryEvent& event, CallKind kind) {
    switch (event.type) {
        case EventType::kStepSucceeded:
        case EventType::kStepSkipped:
            return kind == CallKind::kDo;
        case EventType::kUndoSucceeded:
        case EventType::kUndoResolved:
            return kind == CallKind::kUndo;
        default:
            return false;
    }
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
    world_.participants().on_call([this](const CallRequest& call) {
        check_that_it_is_committed(call);
    });
    NodeOptions options;
    options.crash = trouble_.crash;
    options.faults = trouble_.faults;
    options.settled_bytes_max = 0;  // who waits is read back: the rows have to be right
    world_.start_node(options);
}

// A call goes out only after the commit that it depends on, and never for a result that is there.
void Runner::check_that_it_is_committed(const CallRequest& call) {
    bool begun = false;
    bool over = false;
    const std::string kind = "/" + std::string(to_string(call.kind));
    for (const HistoryEvent& event : world_.history(call.instance)) {
        const std::string execution = event.state + (event.item.empty() ? "" : "/" + event.item) +
                                      "/" + std::to_string(event.visit);
        if (call.idempotency_key != call.instance.text() + "/" + execution + kind) continue;
        begun = begun || begins(event, call);
        over = over || ends_for_good(event, call.kind);
    }
    EXPECT_TRUE(begun) << call.idempotency_key << " attempt " << call.attempt
                       << " went out before it was committed";
    EXPECT_FALSE(over) << call.idempotency_key << " was called although its result is committed";
}

void Runner::run() {
    if (program_ == nullptr) return;
    Json own{{"input", scenario_.input}};
    if (!scenario_.key.empty()) own["key"] = scenario_.key;
    start({{"start", own}});
    if (ids_.empty()) return;
    for (const Json& directive : scenario_.script) {
        focus_ = 0;
        follow(directive);
        if (::testing::Test::HasFatalFailure()) return;
    }
    focus_ = 0;
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
    world_.participants().repeat_lost_answers([&](const CallRequest& call) {
        return is_recorded(world_.history(call.instance), call);
    });
    world_.restart_node(options);
    world_.advance(Duration{1'000});
}

// Asks as a careful client does: again, when the answer did not come or was "try again", unless it
// sees that it was done all the same.
template <typename T>
Result<T> Runner::ask(
    const std::function<void(Engine&, Engine::Reply<T>)>& question,
    const std::function<bool()>& done_already
) {
    for (int attempt = 0; attempt < kTriesMax; ++attempt) {
        if (attempt > 0 && done_already && done_already()) {
            return Error{ErrorCode::kInternal, kDoneAlready};
        }
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

void Runner::start(const Json& directive) {
    const Json& wanted = directive.at("start");
    StartInstance command;
    command.saga = program_->saga;
    command.input = wanted.value("input", Json::object());
    if (wanted.contains("key")) command.key = wanted.at("key").get<std::string>();
    const std::string own = "start-" + std::to_string(++starts_sent_);
    command.request_key = wanted.value("request", own);
    const auto started = ask<Started>([&](Engine& engine, Engine::Reply<Started> reply) {
        engine.start(command, std::move(reply));
    });
    ASSERT_TRUE(started.ok()) << started.error().message;
    const bool known = std::find(ids_.begin(), ids_.end(), started->id) != ids_.end();
    if (directive.contains("created") && !crashed_) {
        EXPECT_EQ(!known, directive.at("created").get<bool>()) << directive;
    }
    note_instance(started->id);
}

void Runner::note_instance(InstanceId id) {
    if (std::find(ids_.begin(), ids_.end(), id) == ids_.end()) ids_.push_back(id);
}

void Runner::follow(const Json& directive) {
    const auto of = directive.value("of", std::size_t{1}) - 1;
    if (of >= ids_.size() && crashed_) return;  // it was not started again after the crash
    ASSERT_LT(of, ids_.size()) << directive;
    focus_ = of;
    if (directive.contains("event")) {
        send_event(directive);
    } else if (directive.contains("start")) {
        start(directive);
    } else if (directive.contains("act")) {
        act(directive);
    } else if (directive.contains("wait")) {
        pass_time(parse_duration(directive.at("wait").get<std::string>()).value());
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
        crash(directive);
    } else if (directive.contains("clockBack")) {
        set_clock_back(parse_duration(directive.at("clockBack").get<std::string>()).value());
    } else {
        FAIL() << "no such directive: " << directive;
    }
}

void Runner::pass_time(Duration by) {
    const Timestamp until = world_.clock().now() + by;
    while (world_.clock().now() < until) {
        world_.advance_to(until);
        recover_from_crash();
    }
}

// The process dies now, and is started anew after `down`.
void Runner::crash(const Json& directive) {
    NodeOptions options = world_.node().options();
    options.crash = {};
    crashed_ = crashed_ || trouble_.crashes();
    world_.kill(world_.node());
    if (directive.contains("down")) {
        const auto down = parse_duration(directive.at("down").get<std::string>()).value();
        world_.clock().set(world_.clock().now() + down);
    }
    world_.restart_node(options);
}

void Runner::set_clock_back(Duration by) {
    world_.run_ready();
    recover_from_crash();
    world_.clock().set(world_.clock().now() + Duration{-by.ms});
    world_.run_ready();
    recover_from_crash();
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
    command.id = id();
    const auto action = action_from(directive.at("act").get<std::string>());
    ASSERT_TRUE(action.has_value()) << directive;
    command.action = *action;
    command.actor = directive.value("actor", "operator");
    command.reason = directive.value("reason", "because");
    command.arguments = directive;
    for (const char* mine : {"act", "actor", "reason", "refused", "of", "anew", "plan"})
        command.arguments.erase(mine);
    const std::uint64_t before = document().value("seq", 0ULL);
    auto planned = plan(command);
    const auto acted = act_on_plan(command, planned, before);
    if (!acted.ok() && acted.error().message == kDoneAlready) return;
    if (!crashed_) check_plan(directive, planned, acted);
    if (acted.ok()) {
        const auto answered =
            InstanceId::parse(acted->document.at("id").get<std::string>()).value();
        EXPECT_EQ(answered != id(), directive.value("anew", false)) << directive;
        note_instance(answered);
    }
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

// Nothing may come of it.
Result<Acted> Runner::plan(const ActOnInstance& command) {
    ActOnInstance question = command;
    question.plan = true;
    return ask<Acted>([&](Engine& engine, Engine::Reply<Acted> reply) {
        engine.act(question, std::move(reply));
    });
}

// What was planned is what is done; an instance that moved meanwhile is looked at again.
Result<Acted> Runner::act_on_plan(
    ActOnInstance& command, Result<Acted>& planned, std::uint64_t before
) {
    for (int attempt = 0; attempt < kTriesMax; ++attempt) {
        command.plan_hash.reset();
        if (planned.ok()) command.plan_hash = planned->document.at("hash").get<std::string>();
        auto acted = ask<Acted>(
            [&](Engine& engine, Engine::Reply<Acted> reply) {
                engine.act(command, std::move(reply));
            },
            [&] { return was_done(command.actor, before); }
        );
        if (acted.ok() || acted.error().code != ErrorCode::kPreconditionFailed) return acted;
        planned = plan(command);
    }
    return Error{ErrorCode::kInternal, "every plan was out of date"};
}

void Runner::check_plan(
    const Json& directive, const Result<Acted>& planned, const Result<Acted>& acted
) {
    // Whether the business key is free is seen when the new instance starts.
    const bool anew = planned.ok() && planned->document.value("newInstance", false);
    if (anew && !acted.ok()) return;
    ASSERT_EQ(planned.ok(), acted.ok()) << directive;
    if (!planned.ok()) {
        EXPECT_EQ(planned.error().message, acted.error().message) << directive;
        return;
    }
    const Json& plan = planned->document;
    if (directive.contains("plan") && !trouble_.crashes() && !trouble_.faulty) {
        EXPECT_TRUE(agrees(directive.at("plan"), plan))
            << "expected " << directive.at("plan") << "\n     got " << plan;
    }
    auto wanted = plan.at("events").begin();
    for (const HistoryEvent& event : world_.history(id())) {
        if (event.seq <= plan.at("seq").get<std::uint64_t>()) continue;
        if (wanted == plan.at("events").end()) break;
        EXPECT_EQ(to_string(event.type), wanted->get<std::string>()) << plan;
        ++wanted;
    }
    EXPECT_TRUE(wanted == plan.at("events").end()) << "planned, and did not happen: " << plan;
}

// As an operator does who was told to look before asking again.
bool Runner::was_done(const std::string& actor, std::uint64_t since) {
    for (const HistoryEvent& event : world_.history(id())) {
        if (event.seq <= since || !event.data.is_object()) continue;
        if (event.data.value("actor", "") == actor) return true;
    }
    return false;
}

Json Runner::document() {
    const auto state = world_.stored_state(id());
    return state ? kernel::instance_document(*state) : Json();
}

void Runner::expect_now(const Json& expected) {
    if (crashed_) return;
    const Json actual = document();
    EXPECT_TRUE(agrees(expected, actual)) << "expected " << expected << "\n     got " << actual;
}

// What an instance does next by itself, or a participant for it.
std::optional<Timestamp> Runner::next_of_instances() {
    std::optional<Timestamp> next = world_.participants().next_due();
    for (const InstanceId id : ids_) {
        const auto state = world_.stored_state(id);
        if (!state) continue;
        const auto due = kernel::next_due(*state);
        if (due && (!next || *due < *next)) next = due;
    }
    return next;
}

std::uint64_t Runner::events_committed() {
    std::uint64_t sum = 0;
    for (const InstanceId id : ids_) {
        if (const auto state = world_.stored_state(id)) sum += state->seq;
    }
    return sum;
}

bool Runner::all_ended() {
    return std::all_of(ids_.begin(), ids_.end(), [this](InstanceId id) {
        const auto state = world_.stored_state(id);
        return state && has_ended(state->status);
    });
}

// One step of time towards whatever happens next; false: nothing will happen by itself.
bool Runner::step_on() {
    const std::uint64_t before = events_committed();
    world_.advance(kEngineTime);
    recover_from_crash();
    if (events_committed() != before) return true;
    const auto next = next_of_instances();
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
