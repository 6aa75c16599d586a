#include "api/route.hpp"

namespace sagaflow::api {

Response Call::refuse(const Problem& problem) const {
    return problem_response(problem, request.path());
}

Response Call::refuse_bug(const std::exception& error) const {
    context.logger.write(
        LogLevel::kError,
        "a request handler failed",
        {{"path", shortened(request.path(), 200)}, {"error", std::string_view(error.what())}}
    );
    Problem problem;
    problem.detail = "Expected the request to be handled, but the server met a bug; see its log";
    return refuse(problem);
}

ParameterDoc query_doc(std::string name, std::string description, Json schema) {
    return {
        ParameterPlace::kQuery, std::move(name), std::move(description), std::move(schema), false};
}

ParameterDoc limit_doc() {
    return query_doc(
        "limit",
        "Items of one page.",
        {{"type", "integer"},
         {"minimum", 1},
         {"maximum", limits::kPageSizeMax},
         {"default", limits::kPageSizeDefault}}
    );
}

ParameterDoc cursor_doc() {
    return query_doc("cursor", "`next` of the page before. Opaque; keep the filters as they were.");
}

ParameterDoc if_match_doc(bool required) {
    return {
        ParameterPlace::kHeader,
        "If-Match",
        "The ETag of the instance that was looked at; refused with 412 when it has moved on.",
        {{"type", "string"}},
        required};
}

ParameterDoc idempotency_key_doc() {
    return {
        ParameterPlace::kHeader,
        "Idempotency-Key",
        "A text of the caller's choice. The same key with the same body gives the same result; "
        "with "
        "another body it is refused with 422.",
        {{"type", "string"}, {"maxLength", limits::kBusinessKeyBytesMax}},
        false};
}

}  // namespace sagaflow::api
