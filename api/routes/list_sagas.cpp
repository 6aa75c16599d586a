#include "api/query/cursor.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/saga_documents.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kSagas = "sagas";

std::string read_saga_place(Parameters& parameters) {
    const auto cursor = parameters.text("cursor");
    if (!cursor) return {};
    auto place = read_cursor(kSagas, *cursor);
    if (!place) parameters.refuse("cursor", "Expected the `next` of a page of this list");
    return place.value_or("");
}

Json item_of(const store::DefinitionRow& newest, const VersionCounts& counts) {
    const Json definition = definition_of(newest);
    const auto description = definition.find("description");
    return {
        {"saga", newest.saga},
        {"version", newest.version},
        {"description", description == definition.end() ? Json() : *description},
        {"createdAt", format_timestamp(newest.created_at)},
        {"instances", counts_document(counts)}};
}

Response handle_list_sagas(Call& call) {
    Parameters parameters(call.request.query(), {"limit", "cursor"});
    const std::size_t limit = parameters.page_size();
    const std::string after = read_saga_place(parameters);
    if (!parameters.ok()) return call.refuse(parameters.problem());
    const auto rows = call.context.queries.definitions();
    if (!rows.ok()) return call.refuse(rows.error());
    Json items = Json::array();
    Json next;
    std::string last = after;
    for (const store::DefinitionRow& row : rows.value()) {
        if (row.saga <= last) continue;  // older versions of the one before, and earlier pages
        if (items.size() == limit) {
            next = make_cursor(kSagas, last);
            break;
        }
        last = row.saga;
        const auto counts = call.context.queries.count_instances(row.saga);
        if (!counts.ok()) return call.refuse(counts.error());
        items.push_back(item_of(row, counts.value()));
    }
    return json_response(200, {{"items", std::move(items)}, {"next", std::move(next)}});
}

}  // namespace

Route list_sagas_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/v1/sagas";
    route.operation = "listSagas";
    route.tag = "sagas";
    route.summary = "Deployed sagas by name";
    route.description = "Each with its newest version and counts of instances by status.";
    route.handler = handle_list_sagas;
    route.parameters = {limit_doc(), cursor_doc()};
    route.responses = {{200, "A page.", "application/json", "SagaList"}};
    route.problems = {503};
    return route;
}

}  // namespace sagaflow::api
