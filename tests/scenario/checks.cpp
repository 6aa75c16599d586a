#include "tests/scenario/checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/kernel/ledger/ledger.hpp"

namespace sagaflow::testing {
namespace {

bool enters_a_state(EventType type) {
    switch (type) {
        case EventType::kStepStarted:
        case EventType::kChoiceTaken:
        case EventType::kVariablesSet:
        case EventType::kTimerStarted:
        case EventType::kReceiveStarted:
        case EventType::kInstanceCompleted:
            return true;
        default:
            return false;
    }
}

struct Span {
    std::uint64_t started = 0;
    std::uint64_t ended = 0;
    std::uint64_t undo_started = 0;
    std::uint64_t undo_ended = 0;
    std::uint64_t orphan = 0;  // a success that came when nobody waited for it any more
};

std::map<std::pair<std::string, int>, Span> spans_of(const std::vector<HistoryEvent>& history) {
    std::map<std::pair<std::string, int>, Span> spans;
    for (const HistoryEvent& event : history) {
        Span& span = spans[{event.state, event.visit}];
        switch (event.type) {
            case EventType::kStepStarted:
                span.started = event.seq;
                break;
            case EventType::kStepSucceeded:
            case EventType::kStepFailed:
            case EventType::kStepSkipped:
            case EventType::kStepAbandoned:
                span.ended = event.seq;
                break;
            case EventType::kUndoStarted:
                if (span.undo_started == 0) span.undo_started = event.seq;
                break;
            case EventType::kLateResultRecorded:
                if (event.data.at("outcome") == "ok") span.orphan = event.seq;
                break;
            case EventType::kUndoSucceeded:
            case EventType::kUndoResolved:
                span.undo_ended = event.seq;
                break;
            default:
                break;
        }
    }
    return spans;
}

bool has_been(const std::vector<HistoryEvent>& history, EventType type) {
    return std::any_of(history.begin(), history.end(), [&](const HistoryEvent& event) {
        return event.type == type;
    });
}

// The participant's own probe denied the effect, and the late answer that told of it was lost with
// the process: nobody could know.
bool is_hidden(Runner& runner, const std::vector<HistoryEvent>& history, const std::string& state) {
    if (!runner.crashed()) return false;
    return std::any_of(history.begin(), history.end(), [&](const HistoryEvent& event) {
        return event.type == EventType::kProbeAnswered && event.state == state &&
               event.data.at("applied") == false;
    });
}

}  // namespace

std::vector<std::string> path_of(const std::vector<HistoryEvent>& history) {
    std::vector<std::string> path;
    for (const HistoryEvent& event : history) {
        const bool failed_at_once =
            event.type == EventType::kStateFailed && (path.empty() || path.back() != event.state);
        if (enters_a_state(event.type) || failed_at_once) path.push_back(event.state);
    }
    return path;
}

std::vector<std::string> undo_order_of(const std::vector<HistoryEvent>& history) {
    std::vector<std::string> order;
    for (const HistoryEvent& event : history) {
        if (event.type == EventType::kUndoStarted) order.push_back(event.state);
    }
    return order;
}

void check_replay_equals_state(Runner& runner) {
    const std::vector<HistoryEvent> history = runner.world().history(runner.id());
    InstanceState folded;
    folded.id = runner.id();
    for (const HistoryEvent& event : history) {
        kernel::apply(folded, event);
        const std::string image = to_text(to_json(folded));
        auto read_back = instance_state_from(Json::parse(image));
        ASSERT_TRUE(read_back.ok()) << read_back.error().message;
        ASSERT_EQ(to_text(to_json(*read_back)), image) << "after event " << event.seq;
    }
    const auto stored = runner.world().stored_state(runner.id());
    ASSERT_TRUE(stored.has_value());
    EXPECT_EQ(to_text(to_json(*stored)), to_text(to_json(folded)));
    const auto row = runner.world().database().queries().find_instance(runner.id());
    ASSERT_TRUE(row.ok() && row->has_value());
    if (has_ended(folded.status)) {
        EXPECT_EQ((*row)->row.status, folded.status);
        EXPECT_EQ((*row)->row.seq, folded.seq) << "an ended row is up to date";
    }
}

void check_nothing_left_over(Runner& runner) {
    World& world = runner.world();
    const auto state = world.stored_state(runner.id());
    ASSERT_TRUE(state.has_value());
    if (!runner.all_ended()) return;
    world.advance(Duration{5'000});
    EXPECT_EQ(world.node().engine().core().residents().find(runner.id()), nullptr);
    EXPECT_EQ(world.node().engine().core().residents().size(), 0U);
    std::set<EventAddress> waited_for;
    for (const HistoryEvent& event : world.history(runner.id())) {
        if (event.type != EventType::kReceiveStarted) continue;
        for (const Json& on : event.data.at("on")) {
            waited_for.insert({on.at("type").get<std::string>(), on.at("key").get<std::string>()});
        }
    }
    store::Store& store = world.node().store();
    std::vector<ShardId> shards;
    for (std::size_t i = 0; i < Database::kShards; ++i) {
        shards.push_back(ShardId{static_cast<std::uint16_t>(i)});
    }
    const Timestamp far = world.clock().now() + Duration{400LL * 86'400'000};
    store.due(shards, far, std::nullopt, 10, [](auto answer) {
        ASSERT_TRUE(answer.ok());
        EXPECT_TRUE(answer->empty()) << "a timer is left";
    });
    for (const EventAddress& address : waited_for) {
        store.look_up_events({{{"nobody", "none"}, address}}, [](auto answer) {
            ASSERT_TRUE(answer.ok());
            EXPECT_TRUE(answer->front().subscribers.empty()) << "a subscription is left";
        });
    }
    store.find_messages(shards, 10, [](auto answer) {
        ASSERT_TRUE(answer.ok());
        EXPECT_TRUE(answer->empty()) << "a message is left";
    });
    if (state->key && !runner.program().key_for_ever) {
        store.find_start_keys({{"saga:" + state->saga, *state->key}}, [](auto answer) {
            ASSERT_TRUE(answer.ok());
            EXPECT_FALSE(answer->front().has_value()) << "the business key is still held";
        });
    }
    world.run_ready();
}

void check_reverse_causal_order(const std::vector<HistoryEvent>& history) {
    const auto spans = spans_of(history);
    for (const auto& [a, first] : spans) {
        for (const auto& [b, second] : spans) {
            if (first.ended == 0 || second.started <= first.ended) continue;
            if (first.undo_started == 0 || second.undo_started == 0) continue;
            // Nobody could know of this effect when the undo of the earlier step began.
            if (second.orphan > first.undo_started) continue;
            // After a rewind.
            if (second.started > first.undo_started) continue;
            EXPECT_NE(second.undo_ended, 0U) << b.first << " is not undone";
            EXPECT_LT(second.undo_ended, first.undo_started)
                << "undo of " << b.first << " must end before that of " << a.first << " starts";
        }
    }
}

void check_ledger(Runner& runner) {
    const auto state = runner.world().stored_state(runner.id());
    ASSERT_TRUE(state.has_value());
    const auto history = runner.world().history(runner.id());
    const bool resolved_by_hand = has_been(history, EventType::kUndoResolved);
    for (const auto& [key, effect] : runner.world().participants().ledger()) {
        if (!key.starts_with(runner.id().text() + "/")) continue;
        const auto* definition = runner.program().find(effect.state);
        ASSERT_NE(definition, nullptr) << effect.state;
        const auto* task = std::get_if<dsl::TaskState>(&definition->kind);
        if (task == nullptr || !task->compensate) continue;
        const bool rewound = has_been(history, EventType::kRewindStarted);
        if (state->status == InstanceStatus::kCompleted && !rewound) {
            EXPECT_FALSE(effect.undone) << key << " was undone in a completed saga";
        }
        if (state->status == InstanceStatus::kCompensated && !resolved_by_hand &&
            !state->pivot_passed) {
            EXPECT_TRUE(
                !effect.applied || effect.undone || is_hidden(runner, history, effect.state)
            ) << key
              << " was applied and never undone in a compensated saga";
        }
    }
}

// Told from the history or from the state, what is left over is the same.
void check_effect_ledger(Runner& runner) {
    const auto state = runner.world().stored_state(runner.id());
    ASSERT_TRUE(state.has_value());
    kernel::LedgerFold fold(runner.id());
    for (const HistoryEvent& event : runner.world().history(runner.id())) fold.apply(event);
    const auto left = kernel::effects_left(runner.program(), *state);
    EXPECT_TRUE(left.empty() || kernel::may_leave_effects(*state) || !has_ended(state->status));
    std::size_t outstanding = 0;
    for (const kernel::LedgerEntry& entry : fold.entries()) {
        outstanding += entry.state == kernel::EffectState::kOutstanding ? 1 : 0;
    }
    for (const kernel::LedgerEntry& entry : left) {
        outstanding -= entry.state == kernel::EffectState::kOutstanding ? 1 : 0;
        const auto same = [&](const kernel::LedgerEntry& other) {
            return other.step == entry.step && other.state == entry.state && other.why == entry.why;
        };
        EXPECT_TRUE(std::any_of(fold.entries().begin(), fold.entries().end(), same))
            << entry.step.state << " is " << to_string(entry.state) << " by the state alone";
    }
    EXPECT_EQ(outstanding, 0U) << "outstanding by the history alone";
}

// What a step with an undo has done outside is what the ledger says, as far as anybody can know.
void check_ledger_against_participants(Runner& runner) {
    kernel::LedgerFold fold(runner.id());
    for (const HistoryEvent& event : runner.world().history(runner.id())) fold.apply(event);
    for (const auto& [key, effect] : runner.world().participants().ledger()) {
        if (!key.starts_with(runner.id().text() + "/") || runner.crashed()) continue;
        const auto* task = std::get_if<dsl::TaskState>(&runner.program().find(effect.state)->kind);
        if (task == nullptr || !effect.applied || effect.undone) continue;
        if (task->effect == dsl::Effect::kNone) continue;
        const auto entry = std::find_if(
            fold.entries().begin(),
            fold.entries().end(),
            [&](const kernel::LedgerEntry& known) {
                return key == runner.id().text() + "/" + known.step.state + "/" +
                                  std::to_string(known.step.visit);
            }
        );
        EXPECT_TRUE(entry != fold.entries().end()) << key << " was applied, and is not listed";
    }
}

void check_calls(Runner& runner) {
    std::map<std::string, int> attempts;
    for (const Participants::Call& call : runner.world().participants().calls()) {
        int& last = attempts[call.key];
        EXPECT_GE(call.attempt, last) << call.key;
        last = call.attempt;
    }
}

}  // namespace sagaflow::testing
