// Every refusal of the API: an RFC 9457 problem document with a stable type and a stable code.
//
// The kinds are a table (problem.cpp); docs/http-api.md lists them and a test compares both.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/response.hpp"
#include "engine/core/result.hpp"

namespace sagaflow::api {

enum class ProblemKind {
    kInvalidRequest, kInvalidJson, kInvalidParameter, kInvalidEvent, kCrossSite, kNotFound,
    kMethodNotAllowed, kRequestTimeout, kConflict, kPreconditionFailed, kTooLarge, kUriTooLong,
    kUnsupportedMediaType, kUnprocessable, kInvalidInput, kInvalidDefinition,
    kPreconditionRequired, kHeadersTooLarge, kInternal, kNotImplemented, kOverloaded, kUnavailable,
    kOutcomePending, kNotOwner,
};

struct ProblemFacts {
    ProblemKind kind;
    int status;
    std::string_view code;   // the last part of the type URI
    std::string_view title;
};
const std::vector<ProblemFacts>& problem_table();
const ProblemFacts& facts_of(ProblemKind kind);

// One thing that is wrong, and where: in the body (pointer), the query or the headers (parameter).
struct ProblemItem {
    std::optional<std::string> pointer;
    std::string parameter;
    std::string message;
    std::string hint;
    int line = 0;                    // 0: unknown
    int column = 0;
};

struct Problem {
    ProblemKind kind = ProblemKind::kInternal;
    std::string detail;
    std::vector<ProblemItem> errors;
    int retry_after_s = 0;           // 0: no Retry-After
};

Problem problem_of(const Error& error);
// One item's problem with its message as the detail.
Problem parameter_problem(std::string parameter, std::string message, std::string hint = {});
Problem member_problem(
    ProblemKind kind, std::string pointer, std::string message, std::string hint = {}
);

// `instance` is the request's path.
Json problem_document(const Problem& problem, std::string_view instance);
Response problem_response(const Problem& problem, std::string_view instance);

// A value, or the reason why the request is refused.
template <typename T>
class [[nodiscard]] Checked {
public:
    Checked(T value) : state_(std::in_place_index<0>, std::move(value)) {}            // NOLINT
    Checked(Problem problem) : state_(std::in_place_index<1>, std::move(problem)) {}  // NOLINT
    bool ok() const { return state_.index() == 0; }
    T& value() { return std::get<0>(state_); }
    T& operator*() { return value(); }
    T* operator->() { return &value(); }
    const Problem& problem() const { return std::get<1>(state_); }

private:
    std::variant<T, Problem> state_;
};

// The `pointer` of a member inside `base`, escaped as RFC 6901 says.
std::string pointer_to(std::string_view base, std::string_view member);

}  // namespace sagaflow::api
