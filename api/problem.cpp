#include "api/problem.hpp"

#include "engine/core/limits.hpp"

namespace sagaflow::api {
namespace {

// Stable names: clients switch on `type` or `code`, so a row is never renamed.
constexpr std::string_view kTypePrefix = "urn:sagaflow:problem:";

// Database away or queues full: most outages of this kind end within seconds.
constexpr int kRetryAfterS = 2;

ProblemKind kind_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalidArgument:
            return ProblemKind::kInvalidRequest;
        case ErrorCode::kUnprocessable:
            return ProblemKind::kUnprocessable;
        case ErrorCode::kNotFound:
            return ProblemKind::kNotFound;
        case ErrorCode::kConflict:
            return ProblemKind::kConflict;
        case ErrorCode::kPreconditionFailed:
            return ProblemKind::kPreconditionFailed;
        case ErrorCode::kPreconditionRequired:
            return ProblemKind::kPreconditionRequired;
        case ErrorCode::kTooLarge:
            return ProblemKind::kTooLarge;
        case ErrorCode::kOverloaded:
            return ProblemKind::kOverloaded;
        case ErrorCode::kUnavailable:
            return ProblemKind::kUnavailable;
        case ErrorCode::kNotOwner:
            return ProblemKind::kNotOwner;
        case ErrorCode::kInternal:
            return ProblemKind::kInternal;
    }
    return ProblemKind::kInternal;
}

Json item_document(const ProblemItem& item) {
    Json json = Json::object();
    if (item.pointer) json["pointer"] = *item.pointer;
    if (!item.parameter.empty()) json["parameter"] = item.parameter;
    if (item.line > 0) {
        json["line"] = item.line;
        json["column"] = item.column;
    }
    json["message"] = item.message;
    if (!item.hint.empty()) json["hint"] = item.hint;
    return json;
}

}  // namespace

const std::vector<ProblemFacts>& problem_table() {
    using enum ProblemKind;
    static const std::vector<ProblemFacts> table{
        {kInvalidRequest, 400, "invalid-request", "The request cannot be understood"},
        {kInvalidJson, 400, "invalid-json", "The body is no JSON that can be kept"},
        {kInvalidParameter,
         400,
         "invalid-parameter",
         "A parameter is unknown or has a wrong value"},
        {kInvalidEvent, 400, "invalid-event", "The body is no CloudEvent"},
        {kCrossSite, 403, "cross-site", "Requests from other web sites are refused"},
        {kNotFound, 404, "not-found", "There is no such thing"},
        {kMethodNotAllowed, 405, "method-not-allowed", "The path does not take this method"},
        {kRequestTimeout, 408, "request-timeout", "The request took too long to arrive"},
        {kConflict, 409, "conflict", "Not possible in the present status"},
        {kPreconditionFailed, 412, "precondition-failed", "The instance has moved on"},
        {kTooLarge, 413, "too-large", "A limit is exceeded"},
        {kUriTooLong, 414, "uri-too-long", "The request target is too long"},
        {kUnsupportedMediaType,
         415,
         "unsupported-media-type",
         "The content type is not taken here"},
        {kUnprocessable, 422, "unprocessable", "The request is well formed and wrong"},
        {kInvalidInput, 422, "invalid-input", "The input does not meet the saga's schema"},
        {kInvalidDefinition, 422, "invalid-definition", "The definition has errors"},
        {kPreconditionRequired, 428, "precondition-required", "If-Match or a plan is required"},
        {kHeadersTooLarge, 431, "headers-too-large", "The request headers are too large"},
        {kInternal, 500, "internal", "The server has met a bug of its own"},
        {kNotImplemented, 501, "not-implemented", "The server does not support this"},
        {kOverloaded, 503, "overloaded", "The server is at its limit"},
        {kUnavailable, 503, "unavailable", "The database cannot be reached"},
        {kOutcomePending, 503, "outcome-pending", "The outcome is not known yet"},
        {kNotOwner, 503, "not-owner", "The responsible node cannot be reached"},
    };
    return table;
}

const ProblemFacts& facts_of(ProblemKind kind) {
    const ProblemFacts& facts = problem_table().at(static_cast<std::size_t>(kind));
    ENSURE(facts.kind == kind, "the problem table is in the order of the enum");
    return facts;
}

Problem problem_of(const Error& error) {
    Problem problem;
    problem.kind = kind_of(error.code);
    problem.detail = error.message;
    if (facts_of(problem.kind).status == 503) problem.retry_after_s = kRetryAfterS;
    return problem;
}

Problem parameter_problem(std::string parameter, std::string message, std::string hint) {
    Problem problem;
    problem.kind = ProblemKind::kInvalidParameter;
    problem.detail = message;
    ProblemItem item;
    item.parameter = std::move(parameter);
    item.message = std::move(message);
    item.hint = std::move(hint);
    problem.errors.push_back(std::move(item));
    return problem;
}

Problem member_problem(
    ProblemKind kind, std::string pointer, std::string message, std::string hint
) {
    Problem problem;
    problem.kind = kind;
    problem.detail = message;
    ProblemItem item;
    item.pointer = std::move(pointer);
    item.message = std::move(message);
    item.hint = std::move(hint);
    problem.errors.push_back(std::move(item));
    return problem;
}

Json problem_document(const Problem& problem, std::string_view instance) {
    const ProblemFacts& facts = facts_of(problem.kind);
    Json json = Json::object();
    json["type"] = std::string(kTypePrefix) + std::string(facts.code);
    json["title"] = facts.title;
    json["status"] = facts.status;
    json["detail"] = problem.detail;
    json["instance"] = instance;
    json["code"] = facts.code;
    Json errors = Json::array();
    for (const ProblemItem& item : problem.errors) {
        if (errors.size() == limits::kDiagnosticsMax) break;
        errors.push_back(item_document(item));
    }
    json["errors"] = std::move(errors);
    return json;
}

Response problem_response(const Problem& problem, std::string_view instance) {
    const Json document = problem_document(problem, instance);
    Response response =
        text_response(facts_of(problem.kind).status, kProblemType, to_text(document));
    const int retry_after_s =
        problem.retry_after_s == 0 && response.status == 503 ? kRetryAfterS : problem.retry_after_s;
    if (retry_after_s > 0) response.with("Retry-After", std::to_string(retry_after_s));
    return response;
}

std::string pointer_to(std::string_view base, std::string_view member) {
    std::string pointer(base);
    pointer += '/';
    for (const char c : member) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
    return pointer;
}

}  // namespace sagaflow::api
