// The compiled, indexed form of a definition: what the kernel runs.
//
// Made by dsl/compile from a definition that passed every rule of dsl/validate; immutable, shared
// by all instances of the version, used from the engine thread and from the checker alike.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "dsl/cel/cel.hpp"
#include "dsl/program/input_schema.hpp"
#include "dsl/program/template.hpp"
#include "engine/core/json.hpp"
#include "engine/core/time.hpp"

namespace sagaflow::dsl {

using StateIndex = std::size_t;
using ExpressionPtr = std::shared_ptr<const cel::Expression>;

enum class Jitter { kNone, kFull };

struct RetryPolicy {
    int max_attempts = 5;  // 0: no bound
    Duration initial{200};
    double factor = 2.0;
    Duration max{30'000};
    Jitter jitter = Jitter::kFull;
    std::optional<Duration> budget;  // `for`: from the first attempt, over all attempts
    std::vector<std::string> on;  // errors that are retried; filled with the default where unsaid

    // 5 attempts, 200ms doubling to 30s, full jitter.
    static RetryPolicy task_default();
    // Without bound on attempts, 5s doubling to 1h, for 24h, every error; then the instance is
    // stuck.
    static RetryPolicy undo_default();
};

// vars.NAME = template, in the order written.
using Assignments = std::vector<std::pair<std::string, TemplatePtr>>;

// A call of a connector: a task's own, its undo, or its probe.
struct Call {
    std::string connector;            // http, noop
    std::string connection;           // the connection's name where `with.connection` is constant
    TemplatePtr with;                 // null: no `with`
    std::optional<Duration> timeout;  // task, else defaults; the connection's or 30 s otherwise
    RetryPolicy retry;                // resolved through names and defaults
    ExpressionPtr ok;                 // probe, undo: over result and response; null where unsaid
};

enum class Effect { kReversible, kNone, kPivot, kRetriable };
enum class OnExhausted { kCompensate, kPark, kFail };

struct Catch {
    std::vector<std::string> errors;
    ExpressionPtr when;  // null: always
    Assignments assign;
    StateIndex next = 0;
};

struct TaskState {
    Call call;
    TemplatePtr output;  // null: `result` is the output
    std::vector<Catch> catches;
    std::optional<Call> compensate;
    std::optional<Call> probe;
    // What the undo, or the probe before it, reads: only that is kept as a snapshot.
    bool undo_reads_vars = false;
    bool undo_reads_steps = false;
    Effect effect = Effect::kReversible;
    OnExhausted on_exhausted = OnExhausted::kCompensate;  // the task's, else the saga's onFailure
    bool undo_on_failed = false;
    Assignments assign;
    StateIndex next = 0;
};

struct Choice {
    ExpressionPtr when;
    StateIndex next = 0;
};
struct ChoiceState {
    std::vector<Choice> choices;
    std::optional<StateIndex> otherwise;
};

// Exactly one is set. `for` may be a template that renders to a duration text, `until` to a
// timestamp text or a CEL timestamp.
struct WaitState {
    TemplatePtr duration;
    TemplatePtr until;
    StateIndex next = 0;
};

struct Handler {
    std::string event;   // CloudEvents type
    TemplatePtr key;     // null: events without a key
    ExpressionPtr when;  // null: always
    Assignments assign;
    std::optional<StateIndex> next;  // exactly one of next and error
    std::string error;
};
struct ReceiveTimeout {
    TemplatePtr after;  // exactly one of after and at
    TemplatePtr at;
    std::optional<StateIndex> next;  // exactly one of next and error
    std::string error;
};
struct ReceiveState {
    std::vector<Handler> handlers;
    std::optional<ReceiveTimeout> timeout;  // absent: written as "never"
    Duration keep{24 * 3'600'000};          // how long an early event is kept
};

struct SetState {
    Assignments assign;
    StateIndex next = 0;
};

struct SucceedState {
    TemplatePtr output;  // null: no output
};

struct FailState {
    std::string error;
    TemplatePtr message;  // null: empty
    bool compensate = true;
};

struct State {
    std::string name;
    StateIndex index = 0;
    std::variant<TaskState, ChoiceState, WaitState, ReceiveState, SetState, SucceedState, FailState>
        kind;
};
std::string_view type_name(const State& state);  // task, choice, wait …

enum class CompensationOrder { kCausal, kSequential };

struct Compensation {
    CompensationOrder order = CompensationOrder::kCausal;
    std::size_t concurrency = 8;
};

struct Program {
    std::string saga;
    int version = 0;               // given at deploy; 0 before
    std::string content_hash;      // of the canonical text; equal content has one version
    Json source;                   // the definition as deployed
    Json input_schema;             // null: any input
    InputSchemaPtr input_checker;  // input_schema compiled; null where the schema is null
    TemplatePtr key;               // null: no business key; sees `input` (and `event`)
    bool key_for_ever = false;     // keyScope "ever"
    std::optional<Duration> timeout;
    OnExhausted on_failure = OnExhausted::kCompensate;
    Compensation compensation;
    StateIndex start = 0;
    std::vector<State> states;
    std::unordered_map<std::string, StateIndex> index;

    const State& state(StateIndex at) const { return states.at(at); }
    // Null when the definition has no such state.
    const State* find(const std::string& name) const;
};

using ProgramPtr = std::shared_ptr<const Program>;

// Checks an input against `input`'s JSON Schema. Each problem: pointer and what is expected.
std::vector<InputProblem> check_input(const Program& program, const Json& input);

}  // namespace sagaflow::dsl
