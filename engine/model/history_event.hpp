// The facts of an instance's life. History is the source of truth: the state is their fold
// (kernel/apply). Names are past tense; the comment beside each lists the members of `data`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/json.hpp"
#include "engine/core/time.hpp"

namespace sagaflow {

enum class EventType {
    // the instance
    kInstanceStarted,     // saga, version, key?, input, deadline?, traceparent?, keys[],
                          // restartOf?, actor?, reason?
    kInstanceCompleted,   // output
    kInstanceFailed,      // error (ended without undo because the definition says so)
    kInstanceParked,      // error
    kInstancePaused,      // actor, reason, before, after
    kInstanceResumed,     // actor, reason, before, after
    kInstanceTerminated,  // actor, reason, before, after, left[]
    kDeadlinePassed,      // after the pivot: the instance is overdue and goes on
    // forward work
    kChoiceTaken,         // choice (index, or null for otherwise), next
    kVariablesSet,        // set, next
    kTimerStarted,        // until, next
    kTimerFired,          //
    kReceiveStarted,      // on[{type,key}], deadline?
    kEventReceived,       // handler, event, set?, next | error
    kEventStored,         // event (arrived while paused; offered on resume)
    kReceiveTimedOut,     // next | error
    kStepStarted,         // with, secrets?, effect, undo, keepVars, keepSteps, timeout;
                          // attempt 1 begins
    kAttemptStarted,      // kind, attempt, timeout
    kAttemptEnded,        // kind, attempt, outcome, error (a probe follows)
    kAttemptInterrupted,  // kind, attempt (the engine died; the outcome is unknown)
    kRetryScheduled,      // kind, attempt, outcome, error, until
    kProbeAnswered,       // applied (true, false, null: no answer), output?, error?
    kStepSucceeded,       // attempt, output, set?, next | error (its output was no use)
    kStepFailed,          // attempt, outcome, error
    kStepAbandoned,       // outcome (the saga stopped between two attempts)
    kStepRetried,         // actor, reason, before, after, with?, secrets? (edited input)
    kStepSkipped,         // output, actor, reason, before, after, next
    kStateFailed,         // error (a state that is no task)
    kErrorCaught,         // error, set?, next
    kLateResultRecorded,  // kind, attempt, outcome
    kVariablesEdited,     // set, unset[], before, actor, reason (by an operator)
    kRewindStarted,       // next, error, actor, reason, before, after (what came after is undone)
    kInstanceRewound,     // next (it goes on from there, as a new visit)
    // compensation
    kCompensationStarted,  // cause (failure, cancel, deadline, operator), error, actor?, reason?,
                           // before?, after?
    kUndoStarted,          // with, secrets?, timeout; undo attempt 1 begins
    kUndoSucceeded,        // attempt
    kUndoFailed,           // attempt, error (for good: the instance gets stuck)
    kUndoRetried,          // actor, reason, before, after, with?, secrets? (edited input)
    kUndoResolved,         // resolution (done, giveUp), actor, reason, before, after, evidence?
    kInstanceUnstuck,      //
    kInstanceCompensated,  //
    kInstancePartiallyCompensated,  //
};
inline constexpr std::size_t kEventTypeCount =
    static_cast<std::size_t>(EventType::kInstancePartiallyCompensated) + 1;

std::string_view to_string(EventType type);  // InstanceStarted, …
std::optional<EventType> event_type_from(std::string_view text);

struct HistoryEvent {
    EventType type = EventType::kInstanceStarted;
    std::uint64_t seq = 0;  // from 1, without gaps
    Timestamp at;           // the recorded time of the transition
    std::string state;      // empty for events of the instance as a whole
    std::string item;       // indexes of enclosing maps joined by '.'; empty outside
    int visit = 0;  // of a step within its item, from 1; 0 for states that do nothing outside
    Json data;      // an object, or null
};

// The stored form: a JSON array, one object for each event, `at` in milliseconds.
std::string to_text(const std::vector<HistoryEvent>& events);
// Reads what to_text wrote. kInternal when the text was damaged.
Result<std::vector<HistoryEvent>> history_events_from(std::string_view text);
// The API's form: `at` as RFC 3339, data's members beside the others.
Json to_json(const HistoryEvent& event);

}  // namespace sagaflow
