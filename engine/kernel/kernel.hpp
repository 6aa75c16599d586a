// The kernel: one pure function from an instance and an input to events and effects.
//
// No I/O, no clock, no randomness: time and random bits come in with the context, and what must
// happen outside goes out as effects, which the caller carries out only after the events are
// committed. The state changes by applying the very events that are returned, so folding the
// history gives the same state. Production, the simulator and the checker run this same code.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "dsl/program/program.hpp"
#include "engine/kernel/apply/apply.hpp"
#include "engine/model/connection_traits.hpp"
#include "engine/model/event_message.hpp"
#include "engine/model/history_event.hpp"
#include "engine/model/instance_state.hpp"

namespace sagaflow::kernel {

// What is the same for all instances of a server: its plain parameters and its connections.
struct Environment {
    Json config = Json::object();
    std::unordered_map<std::string, ConnectionTraits> connections;
};

struct Context {
    Timestamp now;             // the recorded time of the transition
    std::uint64_t random = 0;  // for jitter
    const Environment& environment;
    // The node hands the instance over: results are recorded, nothing new starts.
    bool hold = false;
};

// --- inputs ------------------------------------------------------------------------------------

struct Start {
    Json input;
    std::optional<std::string> key;
    std::string traceparent;
    std::vector<std::pair<std::string, std::string>> keys;  // start keys that the instance holds
    // Set when an operator starts an ended instance anew.
    std::string restart_of;  // its id
    std::string actor;
    std::string reason;
};
// The answer to a CallEffect.
struct CallReturned {
    StepRef step;
    CallKind kind = CallKind::kDo;
    bool undo = false;  // the call belonged to the step's undo
    int attempt = 0;
    CallResult result;
};
// The time that next_due() told has come.
struct TimeCame {};
struct EventArrived {
    EventMessage event;
};
// The instance was read back after a crash or a change of owner: what was out is lost from sight.
struct Recovered {};
// More local work was left than one input may do.
struct Continue {};

enum class OperatorVerb {
    kRetry,
    kSkip,
    kCompensate,
    kCancel,
    kTerminate,
    kPause,
    kResume,
    kResolve,
    kVariables,
    kRewind
};
inline constexpr std::size_t kOperatorVerbCount = 10;
struct OperatorAsked {
    OperatorVerb verb = OperatorVerb::kRetry;
    std::string actor;
    std::string reason;
    Json arguments;  // step, visit, item, output, resolution, with, evidence, set, unset, state
    std::string bulk;  // the bulk job that asks; empty: none
};

using Input =
    std::variant<Start, CallReturned, TimeCame, EventArrived, Recovered, Continue, OperatorAsked>;

// --- effects -----------------------------------------------------------------------------------

struct CallEffect {
    StepRef step;
    CallKind kind = CallKind::kDo;
    bool undo = false;
    int attempt = 1;
    std::string connector;
    std::string idempotency_key;
    Json with;
    std::vector<SecretUse> secrets;
    Duration timeout;
};
struct SubscribeEffect {
    EventAddress address;
    std::uint64_t token = 0;
};
struct UnsubscribeEffect {
    EventAddress address;
    std::uint64_t token = 0;
};
// Events that came before may be kept for this address.
struct LookForKeptEffect {
    EventAddress address;
};
// An event that was stored for the instance will not be taken by it: it is kept for others again.
struct GiveBackEventEffect {
    EventIdentity identity;
    EventAddress address;
};
using Effect = std::
    variant<CallEffect, SubscribeEffect, UnsubscribeEffect, LookForKeptEffect, GiveBackEventEffect>;

struct Step {
    std::vector<HistoryEvent> events;
    std::vector<Effect> effects;
    bool event_taken = false;      // EventArrived: consumed, or stored for later
    bool more = false;             // send Continue after the commit
    std::optional<Error> refusal;  // OperatorAsked, Start: nothing happened, and why
};

// Decides, applies to `state`, and returns what was applied and what is to be done.
Step step(
    const dsl::Program& program, InstanceState& state, const Input& input, const Context& context
);

// When the instance has something to do by itself; none: it waits for the outside.
std::optional<Timestamp> next_due(const InstanceState& state);

// A call is out, so that its answer will come, or the instance must be told that it was lost.
bool has_calls_out(const InstanceState& state);

// The business key that a start gets: the given one, else the definition's template over the input.
Result<std::optional<std::string>> business_key(
    const dsl::Program& program,
    const Json& input,
    const std::optional<std::string>& given,
    const Context& context
);

// INSTANCE/STATE[/ITEM]/VISIT/{do|undo|probe}
std::string idempotency_key(InstanceId id, const StepRef& step, CallKind kind);

}  // namespace sagaflow::kernel
