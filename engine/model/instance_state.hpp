// The state of one instance: the fold of its history. Plain data; only kernel/apply changes it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/ids.hpp"
#include "engine/core/json.hpp"
#include "engine/core/time.hpp"
#include "engine/model/event_message.hpp"
#include "engine/model/instance_status.hpp"
#include "engine/model/outcome.hpp"
#include "engine/model/secret_use.hpp"
#include "engine/model/step_status.hpp"

namespace sagaflow {

// The last visit of a state that does something; its output stands in InstanceState::outputs.
struct StepRecord {
    StepStatus status = StepStatus::kRunning;
    int visit = 0;
    int attempts = 0;
    // Of the visit's start, among the starts and ends of all steps; 0: from before it was kept.
    std::uint32_t order = 0;
    std::optional<StepError> error;
};

// What an active state is doing.
enum class Phase {
    kAttempting,    // a forward call is out
    kBackoff,       // waits for the next attempt
    kProbing,       // a probe is out
    kProbeBackoff,  // waits for the next attempt of the probe
    kTimer,         // a `wait`
    kReceiving,     // a `receive`
    kReady,         // done: `next` is to be entered
    kFailed,        // failed for good: to be caught, parked or compensated
    kParked,        // waits for an operator
};
std::string_view to_string(Phase phase);
std::optional<Phase> phase_from(std::string_view text);

// A place where the instance stands. Flat sagas have at most one; the key is (state, item, visit).
struct ActiveState {
    std::string state;
    std::string item;
    int visit = 0;
    Phase phase = Phase::kReady;
    std::string next;                 // kReady: the state to enter
    std::optional<Timestamp> due_at;  // when something happens by itself: timeout, retry, timer
    // a task
    Json with;  // rendered once; null before and for tasks without one
    std::vector<SecretUse> secrets;
    int attempt = 0;        // of the forward call
    int attempt_base = 0;   // attempts that do not count: interrupted, before a manual retry
    int probe_attempt = 0;  // counts on over the visit: its number names one call
    int probe_base = 0;     // of earlier questions, which do not count for the policy
    std::optional<Timestamp> probing_since;     // of this question, for the probe's own budget
    bool unknown_seen = false;                  // an attempt may have been applied
    bool applied = false;                       // the call was ok; what failed came after it
    std::optional<Timestamp> first_attempt_at;  // a receive: when it opened
    std::optional<StepError> error;  // of the last attempt; kFailed, kParked: the final one
    // a receive
    std::vector<EventAddress> waits;  // by handler
    std::uint64_t token = 0;          // seq of the event that opened it
};

enum class UndoPhase {
    kOpen,       // registered; the step has not ended
    kPending,    // the step ended ok; to be undone
    kUncertain,  // the step ended unknown; to be probed where it can be, else undone
    kProbing,
    kUndoing,
    kUndone,
    kNotNeeded,    // the step failed, or the probe says that it was not applied
    kFailed,       // the undo failed for good
    kDoneOutside,  // an operator says so, with evidence
    kGivenUp,      // an operator gave up, with a reason
    kKept,         // the pivot was passed: never undone
};
std::string_view to_string(UndoPhase phase);
std::optional<UndoPhase> undo_phase_from(std::string_view text);
// Nothing more will happen to it.
bool is_settled(UndoPhase phase);

// A registered undo: one for each execution of a step that declares `compensate`.
struct UndoEntry {
    std::string state;
    std::string item;
    int visit = 0;
    UndoPhase phase = UndoPhase::kOpen;
    std::uint64_t started = 0;  // order of the step's start and end among all of the
    std::uint64_t ended = 0;    // instance; 0: not ended. The causal order hangs on them
    bool undo_on_failed = false;
    Json vars;    // snapshot before the step's own assign; null: the undo does not read it
    Json steps;   // snapshot of `steps`, likewise
    Json output;  // what the step gave; null if unknown
    Json with;    // rendered at the first attempt
    std::vector<SecretUse> secrets;
    bool rendered = false;
    bool probe_spent = false;  // no more probing: it could not be answered
    int attempt = 0;
    int attempt_base = 0;
    int probe_attempt = 0;  // counts on over the visit: its number names one call
    int probe_base = 0;     // of earlier questions, which do not count for the policy
    std::optional<Timestamp> first_attempt_at;
    std::optional<Timestamp> due_at;  // timeout of the call that is out, or time of the next one
    bool calling = false;             // a call is out (else, with due_at: back-off)
    std::optional<StepError> error;
    // kDoneOutside, kGivenUp: who said so, and the beginning of what was given as evidence
    std::string settled_by;
    std::string evidence;
};

// Who brought the instance where it is by hand: paused, terminated, or had undone.
struct Intervention {
    std::string actor;
    std::string reason;
    Timestamp at;
};

// An operator sends the instance back: what started at or after `from` is undone, then it goes on
// from the state `to`.
struct Rewind {
    std::string to;
    std::uint64_t from = 0;
};

struct InstanceState {
    InstanceId id;
    std::string saga;
    int version = 0;
    std::optional<std::string> key;
    InstanceStatus status = InstanceStatus::kRunning;
    Json input;
    Json vars = Json::object();
    Json outputs = Json::object();  // `steps` of expressions: last output by state
    std::map<std::string, StepRecord> steps;
    std::vector<ActiveState> active;
    std::vector<UndoEntry> undos;  // in start order
    // While it is being sent back; null: it is not. Never changed, so copies may share it.
    std::shared_ptr<const Rewind> rewind;
    std::vector<Json> stored_events;  // arrived while paused, in arrival order
    std::optional<StepError> error;
    Json output;
    Timestamp started_at;
    Timestamp updated_at;
    std::optional<Timestamp> ended_at;
    std::optional<Timestamp> deadline;
    bool overdue = false;
    bool pivot_passed = false;
    std::uint64_t order = 0;  // last order number given to a start or end of a step
    std::uint64_t seq = 0;    // of the last event
    std::string traceparent;
    std::string restart_of;  // id of the ended instance that it starts anew; empty: none
    std::optional<Intervention> intervention;               // the last one that still holds
    std::vector<std::pair<std::string, std::string>> keys;  // start keys to release at the end
};

// The stored image. to_text(to_json(state)) is canonical: equal states have equal text.
Json to_json(const InstanceState& state);
Result<InstanceState> instance_state_from(const Json& json);

// Bytes of memory, roughly, for the resident budget.
std::size_t approximate_size(const InstanceState& state);

}  // namespace sagaflow
