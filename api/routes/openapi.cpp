#include "api/openapi/document.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

Response handle_openapi(Call&) {
    static const std::string text = to_text(openapi_document(route_table()));
    return text_response(200, kJsonType, text);
}

}  // namespace

Route openapi_route() {
    Route route;
    route.method = "GET";
    route.pattern = "/openapi.json";
    route.operation = "getOpenApi";
    route.tag = "operations";
    route.summary = "This API as an OpenAPI 3.1 document";
    route.description = "Made from the same table that the server dispatches by.";
    route.handler = handle_openapi;
    route.responses = {{200, "OpenAPI 3.1.", "application/json", ""}};
    return route;
}

}  // namespace sagaflow::api
