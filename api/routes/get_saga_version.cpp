#include <charconv>

#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/saga_documents.hpp"

namespace sagaflow::api {
namespace {

std::optional<int> version_in(const std::string& text) {
    int version = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, version);
    if (failure != std::errc() || stop != end || version < 1) return std::nullopt;
    return version;
}

Response handle_get_saga_version(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto rows = definition_rows(call.context, call.path[0]);
    if (!rows.ok()) return call.refuse(rows.problem());
    const auto wanted = version_in(call.path[1]);
    for (const store::DefinitionRow& row : *rows) {
        if (row.version != wanted) continue;
        const auto counts = call.context.queries.count_instances(row.saga);
        if (!counts.ok()) return call.refuse(counts.error());
        Json document = version_document(row, counts.value());
        document["definition"] = definition_of(row);
        return json_response(200, document);
    }
    Problem problem;
    problem.kind = ProblemKind::kNotFound;
    problem.detail = "The saga \"" + call.path[0] + "\" has the versions 1 to " +
                     std::to_string(rows->front().version) + ", but no " +
                     shortened(call.path[1], 40);
    return call.refuse(problem);
}

}  // namespace

Route get_saga_version_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/sagas/{saga}/versions/{version}";
    route.operation = "getSagaVersion";
    route.tag = "sagas";
    route.summary = "One version of a saga";
    route.description = "The definition as it was deployed.";
    route.handler = handle_get_saga_version;
    route.responses = {{200, "The version.", "application/json", "SagaVersion"}};
    route.problems = {404, 503};
    return route;
}

}  // namespace sagaflow::api
