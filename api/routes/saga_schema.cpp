#include "api/routes/table.hpp"
#include "dsl/schema/schema.hpp"

namespace sagaflow::api {
namespace {

Response handle_saga_schema(Call&) {
    return text_response(200, "application/schema+json", std::string(dsl::schema_text()));
}

}  // namespace

Route saga_schema_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/schemas/saga-v1.json";
    route.operation = "getSagaSchema";
    route.tag = "operations";
    route.summary = "The JSON Schema of definitions, for editors";
    route.description = "Draft 7; name it in a definition's `$schema`.";
    route.handler = handle_saga_schema;
    route.responses = {{200, "JSON Schema.", "application/schema+json", ""}};
    return route;
}

}  // namespace sagaflow::api
