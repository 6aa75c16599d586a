#include "tests/simulation/oracle/chronicle.hpp"

#include <algorithm>

#include "engine/kernel/apply/apply.hpp"

namespace sagaflow::simulation {
namespace {

constexpr Duration kPunctual{2'000};

std::optional<Timestamp> time_in(const Json& data, const char* name) {
    const auto found = data.find(name);
    if (found == data.end() || !found->is_number_integer()) return std::nullopt;
    return Timestamp{found->get<std::int64_t>()};
}

CallKind kind_in(const Json& data) {
    return call_kind_from(data.at("kind").get<std::string>()).value_or(CallKind::kDo);
}

}  // namespace

bool Biography::has_been(EventType type) const {
    return std::any_of(history.begin(), history.end(), [&](const HistoryEvent& event) {
        return event.type == type;
    });
}

Chronicle::Chronicle(
    store::MemoryDatabase& database,
    const Plan& plan,
    const Clock& truth,
    Trace& trace,
    Findings& findings,
    Statistics& statistics
)
    : database_(database),
      plan_(plan),
      truth_(truth),
      trace_(trace),
      findings_(findings),
      statistics_(statistics) {}

void Chronicle::broken(const char* invariant, InstanceId id, std::string text) {
    trace_.tell("VIOLATION", 0, [&] { return std::string(invariant) + " " + text; });
    findings_.add(invariant, id.text(), std::move(text));
}

store::CommitOutcome Chronicle::commit(const std::string& writer, const store::CommitBatch& batch) {
    store::CommitOutcome outcome = database_.commit(batch);
    trace_.tell("commit", static_cast<std::uint64_t>(outcome.outcome), [&] {
        std::string text = writer + " outcome " + std::to_string(static_cast<int>(outcome.outcome));
        for (const store::HistoryRow& row : batch.history) {
            text += "\n    " + row.id.text() + " " + row.events;
        }
        for (const auto& event : batch.events) text += "\n    event " + event.event.identity.id;
        for (const auto& identity : batch.consume) text += "\n    consumes " + identity.id;
        if (!outcome.message.empty()) text += "\n    " + outcome.message;
        return text;
    });
    if (outcome.outcome == store::CommitClass::kCommitted) {
        note(writer, batch);
    } else if (outcome.outcome == store::CommitClass::kOwnershipLost) {
        statistics_.count("commits refused by their fence");
    } else {
        statistics_.count("commits in conflict");
    }
    return outcome;
}

void Chronicle::acquired(const std::string& incarnation, const std::vector<store::Fence>& fences) {
    for (const store::Fence& fence : fences) {
        owners_[fence.shard] = {incarnation, fence.epoch};
        trace_.tell("owner", fence.shard.value, [&] {
            return incarnation + " has shard " + std::to_string(fence.shard.value) + " epoch " +
                   std::to_string(fence.epoch.value);
        });
    }
}

bool Chronicle::is_owner(const std::string& incarnation, ShardId shard) const {
    return epoch_of(incarnation, shard).has_value();
}

std::optional<Epoch> Chronicle::epoch_of(const std::string& incarnation, ShardId shard) const {
    const auto owner = owners_.find(shard);
    if (owner == owners_.end() || owner->second.first != incarnation) return std::nullopt;
    return owner->second.second;
}

const Biography* Chronicle::find(InstanceId id) const {
    const auto found = biographies_.find(id);
    return found == biographies_.end() ? nullptr : &found->second;
}

std::size_t Chronicle::made_by(std::int64_t operation) const {
    const auto found = by_operation_.find(operation);
    return found == by_operation_.end() ? 0 : found->second;
}

bool Chronicle::refuses(const store::CommitBatch& batch) const {
    if (!poisoned_ || poison_lifted_) return false;
    return std::any_of(batch.history.begin(), batch.history.end(), [&](const auto& row) {
        return row.id == *poisoned_;
    });
}

void Chronicle::note(const std::string& writer, const store::CommitBatch& batch) {
    for (const store::StoredEvent& event : batch.events) events_.insert(event.event.identity);
    // Those that end come first: one commit may hand a key from one to the next.
    std::vector<InstanceId> started;
    for (const store::HistoryRow& row : batch.history) {
        if (!biographies_.contains(row.id)) started.push_back(row.id);
        note_history(writer, batch, row);
    }
    for (const store::HistoryRow& row : batch.history) {
        const Biography& life = biographies_.at(row.id);
        if (!has_ended(life.state.status)) continue;
        live_.erase(row.id);
        if (life.state.key) by_business_key_[life.state.saga + " " + *life.state.key].erase(row.id);
    }
    for (const InstanceId id : started) note_start(biographies_.at(id));
}

void Chronicle::note_history(
    const std::string& writer, const store::CommitBatch& batch, const store::HistoryRow& row
) {
    trace_.note(row.events, row.first_seq);
    Biography& life = biographies_[row.id];
    life.state.id = row.id;
    check_writer(writer, batch, row.id, life);
    auto events = history_events_from(row.events);
    if (!events.ok() || events->empty() || row.first_seq != life.state.seq + 1 ||
        events->back().seq != row.last_seq) {
        broken(
            "I9",
            row.id,
            "history has a gap: " + std::to_string(row.first_seq) + " … " +
                std::to_string(row.last_seq) + " follow " + std::to_string(life.state.seq)
        );
        life.broken = true;
    }
    if (life.broken) return;
    for (HistoryEvent& event : *events) {
        kernel::apply(life.state, event);
        note_event(life, event);
        life.history.push_back(std::move(event));
    }
}

// I9: whoever writes is the shard's latest owner and says so with its epoch.
void Chronicle::check_writer(
    const std::string& writer, const store::CommitBatch& batch, InstanceId id, Biography& life
) {
    const ShardId shard = id.shard();
    const auto owner = owners_.find(shard);
    if (owner == owners_.end() || owner->second.first != writer) {
        broken("I9", id, "written by " + writer + ", which was deposed");
    }
    const auto fence = std::find_if(batch.fences.begin(), batch.fences.end(), [&](const auto& f) {
        return f.shard == shard;
    });
    if (fence == batch.fences.end()) {
        broken("I9", id, "written by " + writer + " without the epoch of its shard");
        return;
    }
    if (fence->epoch.value < life.epoch) {
        broken("I9", id, "written under an epoch that was over");
    }
    life.epoch = fence->epoch.value;
}

void Chronicle::note_start(Biography& life) {
    if (life.broken) return;
    const InstanceId id = life.state.id;
    statistics_.count("sagas started");
    const bool over = has_ended(life.state.status);
    if (!over) live_.insert(id);
    if (plan_.poison && !poisoned_ && biographies_.size() >= 2 && !over) poisoned_ = id;
    const bool anew = !life.state.restart_of.empty();
    if (!anew) ++by_operation_[life.state.input.value("op", std::int64_t{-1})];
    for (const auto& [scope, key] : life.state.keys) {
        if (scope != "request") continue;
        auto& holders = by_request_key_[key];
        holders.insert(id);
        if (holders.size() > 1) broken("I1", id, "a second saga for the Idempotency-Key " + key);
    }
    if (life.state.key && !over) {
        auto& holders = by_business_key_[life.state.saga + " " + *life.state.key];
        holders.insert(id);
        if (holders.size() > 1)
            broken("I1", id, "a second live saga for the key " + *life.state.key);
    }
}

void Chronicle::note_event(Biography& life, const HistoryEvent& event) {
    Execution& execution = life.executions[{event.state, event.visit}];
    switch (event.type) {
        case EventType::kTimerStarted:
            execution.due = time_in(event.data, "until");
            break;
        case EventType::kReceiveStarted:
            execution.due = time_in(event.data, "deadline");
            break;
        case EventType::kTimerFired:
        case EventType::kReceiveTimedOut:
            note_fired(life, event, execution);
            break;
        case EventType::kEventReceived: {
            const Json& taken = event.data.at("event");
            const EventIdentity identity{
                taken.at("source").get<std::string>(), taken.at("id").get<std::string>()};
            statistics_.count("events taken");
            if (++life.received[identity] > 1) {
                broken("I8", life.state.id, "took the event " + identity.id + " twice");
            }
            break;
        }
        case EventType::kCompensationStarted:
            statistics_.count("compensations");
            break;
        default:
            note_attempts(life, event);
            break;
    }
}

void Chronicle::note_attempts(Biography& life, const HistoryEvent& event) {
    Execution& execution = life.executions[{event.state, event.visit}];
    switch (event.type) {
        case EventType::kStepStarted:
            execution.begun[CallKind::kDo] = 1;
            break;
        case EventType::kUndoStarted:
            execution.begun[CallKind::kUndo] = 1;
            break;
        case EventType::kAttemptStarted: {
            int& begun = execution.begun[kind_in(event.data)];
            begun = std::max(begun, event.data.at("attempt").get<int>());
            break;
        }
        case EventType::kAttemptInterrupted:
            statistics_.count("attempts interrupted");
            if (kind_in(event.data) == CallKind::kDo) ++execution.interrupted;
            break;
        case EventType::kStepRetried:
            ++execution.retried_by_hand;
            break;
        case EventType::kStepSucceeded:
        case EventType::kStepSkipped:
            execution.do_over = true;
            break;
        case EventType::kUndoSucceeded:
        case EventType::kUndoResolved:
            execution.undo_over = true;
            break;
        case EventType::kLateResultRecorded:
            statistics_.count("late results");
            if (event.data.at("outcome") == "ok") execution.late_success = true;
            break;
        default:
            break;
    }
}

// I10: once, not before its time, and soon after it when nothing is in the way.
void Chronicle::note_fired(Biography& life, const HistoryEvent& event, Execution& execution) {
    statistics_.count("timers fired");
    if (++execution.fired > 1)
        broken("I10", life.state.id, "a timer of " + event.state + " fired twice");
    if (!execution.due || !plan_.clocks_are_right()) return;
    if (event.at < *execution.due || truth_.now() < *execution.due) {
        broken("I10", life.state.id, "the timer of " + event.state + " fired early");
    }
    if (!settled_at_ || life.has_been(EventType::kInstancePaused)) return;
    const Timestamp latest = std::max(*execution.due, *settled_at_) + kPunctual;
    if (truth_.now() > latest) {
        broken("I10", life.state.id, "the timer of " + event.state + " fired late");
    }
}

}  // namespace sagaflow::simulation
