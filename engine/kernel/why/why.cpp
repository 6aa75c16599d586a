#include "engine/kernel/why/why.hpp"

#include <algorithm>

#include "engine/kernel/why/attempts.hpp"
#include "engine/kernel/why/undone.hpp"
#include "engine/kernel/why/words.hpp"

namespace sagaflow::kernel {
namespace {

// Places that are told of one by one; the rest is counted.
constexpr std::size_t kPlacesTold = 2;
constexpr std::size_t kCutMark = std::string_view("…").size();

struct Telling {
    const InstanceState& state;
    const dsl::Program* program;
    Timestamp now;
    bool whole;

    const dsl::TaskState* task(const std::string& name) const {
        const dsl::State* found = program == nullptr ? nullptr : program->find(name);
        return found == nullptr ? nullptr : std::get_if<dsl::TaskState>(&found->kind);
    }
    const dsl::RetryPolicy* policy(const std::string& name) const {
        const dsl::TaskState* found = task(name);
        return found == nullptr ? nullptr : &found->call.retry;
    }
    const dsl::RetryPolicy* undo_policy(const std::string& name) const {
        const dsl::TaskState* found = task(name);
        return found == nullptr || !found->compensate ? nullptr : &found->compensate->retry;
    }
};

std::string joined(std::vector<std::string> parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size() && i < kPlacesTold; ++i) {
        text += (i == 0 ? "" : "; ") + parts[i];
    }
    if (parts.size() > kPlacesTold) {
        text += "; and " + std::to_string(parts.size() - kPlacesTold) + " more";
    }
    return text;
}

std::string with_timeout(std::string text, const std::optional<Timestamp>& due, Timestamp now) {
    if (due) text += ", times out " + until_words(*due, now);
    return text;
}

// An attempt that is out, or the wait for the next one.
std::string calling(const std::string& what, Attempts attempts, const auto& place, Timestamp now) {
    attempts.all = std::max(attempts.all, 1);
    std::string text = what + " is being called (attempt " + attempt_words(attempts);
    if (place.error) text += ", after " + error_words(*place.error);
    return with_timeout(text + ")", place.due_at, now);
}
std::string backing_off(
    const std::string& what, const Attempts& attempts, const auto& place, Timestamp now
) {
    const std::string next =
        place.due_at ? "next attempt " + until_words(*place.due_at, now) : "to be tried again";
    if (!place.error || attempts.all < 1) return what + ": " + next;
    const bool by_hand = attempts.uncounted > 0;
    return what + " failed " + (by_hand ? "at attempt " : "") + attempt_words(attempts) +
           (by_hand ? ", with " : " with ") + error_words(*place.error) + ", " + next;
}

std::string receiving(const ActiveState& active, Timestamp now) {
    std::string text = "waits for ";
    for (std::size_t i = 0; i < active.waits.size() && i < kPlacesTold; ++i) {
        const EventAddress& wait = active.waits[i];
        text += (i == 0 ? "" : " or ") + name_words(wait.type);
        if (!wait.key.empty()) text += " of key " + quote_words(wait.key);
    }
    if (active.waits.size() > kPlacesTold) {
        text += " or " + std::to_string(active.waits.size() - kPlacesTold) + " more";
    }
    if (active.first_attempt_at) text += " since " + span_words(now - *active.first_attempt_at);
    text += " at " + name_words(active.state);
    if (active.due_at) text += "; gives up " + until_words(*active.due_at, now);
    return text;
}

std::string forward(const Telling& told, const ActiveState& active) {
    const std::string name = name_words(active.state);
    const Attempts attempts{active.attempt, active.attempt_base, told.policy(active.state)};
    switch (active.phase) {
        case Phase::kAttempting:
            return calling(name, attempts, active, told.now);
        case Phase::kBackoff:
            return backing_off(name, attempts, active, told.now);
        case Phase::kProbing:
            return with_timeout("asks whether " + name + " was applied", active.due_at, told.now);
        case Phase::kProbeBackoff:
            return "asks again whether " + name + " was applied" +
                   (active.due_at ? " " + until_words(*active.due_at, told.now) : "");
        case Phase::kTimer:
            return "waits at " + name +
                   (active.due_at ? "; goes on " + until_words(*active.due_at, told.now) : "");
        case Phase::kReceiving:
            return receiving(active, told.now);
        case Phase::kReady:
            return "is about to enter " + name_words(active.next);
        case Phase::kFailed:
        case Phase::kParked:
            break;
    }
    if (!active.error) return name + " failed";
    std::string text = failure_words(name, attempts, *active.error);
    if (active.unknown_seen) text += "; whether it was applied is not known";
    return text;
}

std::string undoing(const Telling& told, const UndoEntry& undo) {
    const std::string name = name_words(undo.state);
    const std::string what = "undo of " + name;
    const Attempts attempts{undo.attempt, undo.attempt_base, told.undo_policy(undo.state)};
    if (undo.phase == UndoPhase::kFailed) {
        return undo.error ? failure_words(what, attempts, *undo.error) : what + " failed";
    }
    if (undo.phase == UndoPhase::kProbing) {
        return with_timeout("asks whether " + name + " was applied", undo.due_at, told.now);
    }
    return undo.calling ? calling(what, attempts, undo, told.now)
                        : backing_off(what, attempts, undo, told.now);
}

std::string intervention_words(const Telling& told, const std::string& verb) {
    const auto& by = told.state.intervention;
    if (!by) return verb + " by an operator";
    std::string text = verb + " by " + name_words(by->actor);
    if (!by->reason.empty()) text += ": " + quote_words(by->reason);
    return text;
}

// What the way forward ended with.
std::string cause(const Telling& told) {
    const InstanceState& state = told.state;
    if (!state.error) return "failed";
    const StepError& error = *state.error;
    if (error.type == "cancelled" && error.state.empty()) {
        return intervention_words(told, "cancelled");
    }
    if (error.type == "compensate" && error.state.empty()) {
        return intervention_words(told, "undo asked for");
    }
    if (error.type == "rewound" && error.state.empty()) {
        return intervention_words(told, "sent back");
    }
    if (error.type == "deadline" && error.state.empty()) return "its deadline passed";
    if (error.state.empty()) return "failed with " + error_words(error);
    const auto record = state.steps.find(error.state);
    const bool tried = record != state.steps.end() && told.task(error.state) != nullptr;
    const int attempts = tried ? record->second.attempts : 0;
    return failure_words(name_words(error.state), {attempts, 0, told.policy(error.state)}, error);
}

std::string tell_running(const Telling& told) {
    std::vector<std::string> parts;
    for (const ActiveState& active : told.state.active) parts.push_back(forward(told, active));
    std::string text = parts.empty() ? "runs" : joined(std::move(parts));
    if (told.state.overdue) {
        text += "; overdue";
        if (told.state.deadline) {
            text += " for " + span_words(told.now - *told.state.deadline);
        }
    }
    return text;
}

std::string tell_paused(const Telling& told) {
    std::string text = intervention_words(told, "paused");
    std::vector<std::string> places;
    for (const ActiveState& active : told.state.active) {
        const bool entering = active.state.empty() || active.phase == Phase::kReady;
        places.push_back(name_words(entering ? active.next : active.state));
    }
    if (!places.empty()) text += "; stands at " + joined(std::move(places));
    return text + "; resume lets it go on";
}

std::string tell_parked(const Telling& told) {
    std::vector<std::string> parts;
    for (const ActiveState& active : told.state.active) {
        if (active.phase == Phase::kParked) parts.push_back(forward(told, active));
    }
    const std::string text = parts.empty() ? cause(told) : joined(std::move(parts));
    const bool may_undo = told.whole && !told.state.pivot_passed;
    return "parked: " + text + "; an operator must retry it or skip it" +
           (may_undo ? ", or compensate" : "");
}

std::string tell_compensating(const Telling& told) {
    const UndoCounts counts = undo_counts(told.state);
    std::string text = cause(told) + "; compensating";
    if (told.whole && counts.all > 0) {
        const int over = counts.undone + counts.done_outside + counts.given_up;
        const int at = std::min(over + counts.under_way, counts.all);
        text += " " + std::to_string(std::max(at, 1)) + " of " + std::to_string(counts.all);
    }
    std::vector<std::string> parts;
    for (const UndoEntry& undo : told.state.undos) {
        if (undo_under_way(undo)) parts.push_back(undoing(told, undo));
    }
    for (const ActiveState& active : told.state.active) {
        if (active.phase != Phase::kAttempting) continue;
        parts.push_back("the answer of " + name_words(active.state) + " is still awaited");
    }
    if (!parts.empty()) text += "; " + joined(std::move(parts));
    return text;
}

std::string reason_for_undo(const Telling& told) {
    const auto& error = told.state.error;
    if (!error) return {};
    const bool asked_for = error->type == "compensate" && error->state.empty();
    return (asked_for ? "; " : "; reason for the undo: ") + cause(told);
}

std::string tell_stuck(const Telling& told) {
    std::vector<std::string> parts;
    for (const UndoEntry& undo : told.state.undos) {
        if (undo.phase == UndoPhase::kFailed) parts.push_back(undoing(told, undo));
    }
    const std::string text = parts.empty() ? "an undo failed" : joined(std::move(parts));
    return "stuck: " + text + "; an operator must resolve it" + reason_for_undo(told);
}

std::string tell_compensated(const Telling& told) {
    const UndoCounts counts = undo_counts(told.state);
    if (!told.whole) return cause(told) + "; everything was undone";
    if (counts.all == 0) return cause(told) + "; nothing had to be undone";
    return cause(told) + "; " + undone_words(told.state);
}

std::string tell_partly(const Telling& told) {
    if (!told.whole) return cause(told) + "; an operator gave up on a part of the undo";
    return cause(told) + "; " + undone_words(told.state);
}

std::string tell_terminated(const Telling& told) {
    std::string text = intervention_words(told, "terminated");
    const int left = undo_counts(told.state).left;
    if (left > 0) text += "; effects of " + steps_words(left) + " may be left";
    return text;
}

std::string tell(const Telling& told) {
    switch (told.state.status) {
        case InstanceStatus::kRunning:
            return tell_running(told);
        case InstanceStatus::kPaused:
            return tell_paused(told);
        case InstanceStatus::kParked:
            return tell_parked(told);
        case InstanceStatus::kCompensating:
            return tell_compensating(told);
        case InstanceStatus::kStuck:
            return tell_stuck(told);
        case InstanceStatus::kCompleted:
            return told.state.ended_at
                       ? "completed after " +
                             span_words(*told.state.ended_at - told.state.started_at)
                       : "completed";
        case InstanceStatus::kCompensated:
            return tell_compensated(told);
        case InstanceStatus::kPartiallyCompensated:
            return tell_partly(told);
        case InstanceStatus::kFailed:
            return cause(told) + "; ended without undo, as the definition says";
        case InstanceStatus::kTerminated:
            return tell_terminated(told);
    }
    ENSURE(false, "instance status");
}

// Paused and parked places wait for an operator, whatever stands in them.
std::optional<Timestamp> next_of(const InstanceState& state) {
    std::optional<Timestamp> next;
    const auto consider = [&](const std::optional<Timestamp>& at) {
        if (at && (!next || *at < *next)) next = at;
    };
    if (has_ended(state.status)) return next;
    if (state.status != InstanceStatus::kPaused) {
        for (const ActiveState& active : state.active) consider(active.due_at);
    }
    for (const UndoEntry& undo : state.undos) consider(undo.due_at);
    return next;
}

}  // namespace

Why why(
    const InstanceState& state, const dsl::Program* program, Timestamp now, Knowledge knowledge
) {
    const Telling told{state, program, now, knowledge == Knowledge::kWhole};
    return {shortened(tell(told), limits::kWhyBytesMax - kCutMark), now, next_of(state)};
}

void add_why(Json& document, const Why& why) {
    document["why"] = why.text;
    document["whyAt"] = format_timestamp(why.at);
    document["nextAt"] = why.next_at ? Json(format_timestamp(*why.next_at)) : Json();
}

}  // namespace sagaflow::kernel
