// What a call to the outside can end as, and the errors that travel through a saga.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/json.hpp"
#include "engine/core/time.hpp"

namespace sagaflow {

// Which of a step's three calls: the forward call, its undo, or the question whether it happened.
enum class CallKind { kDo, kUndo, kProbe };
std::string_view to_string(CallKind kind);  // do, undo, probe
std::optional<CallKind> call_kind_from(std::string_view text);

// kUnknown is first-class: it may have happened.
enum class Outcome { kOk, kFailed, kUnknown };
std::string_view to_string(Outcome outcome);  // ok, failed, unknown
std::optional<Outcome> outcome_from(std::string_view text);

// An error as `catch` and the API see it. `type` is http.409, timeout, connection, expression,
// input, limit, deadline, cancelled, choice, or a name raised by the definition.
struct StepError {
    std::string type;
    std::string message;
    std::string state;          // where it arose; empty for the instance as a whole
    std::optional<int> status;  // HTTP status, where there was one
    Json body;                  // decoded body of the answer, null without one
    Outcome outcome = Outcome::kFailed;

    bool operator==(const StepError&) const = default;
};
Json to_json(const StepError& error);
StepError step_error_from(const Json& json);

// The answer to one call. Made by a connector, consumed by the kernel.
struct CallResult {
    Outcome outcome = Outcome::kUnknown;
    Json result;      // `result` of expressions: the decoded body
    Json response;    // `response`: {status, headers, body}; header names lower case
    StepError error;  // meaningful unless outcome is kOk
    std::optional<Duration> retry_after;  // the participant's wish, already bounded to be >= 0
};

// True when `pattern` (http.409, http.4xx, http.5xx, timeout, …, or *) names `type`.
bool error_matches(std::string_view pattern, std::string_view type);

}  // namespace sagaflow
