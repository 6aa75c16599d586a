#include "tests/api/support/openapi_check.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "api/openapi/document.hpp"
#include "api/router.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

const Json& document() {
    static const Json json = openapi_document(route_table());
    return json;
}

// valijson checks `format` on null as well, which JSON Schema does not: a format says nothing about
// values that are no strings.
void drop_formats_of_nullables(Json& schema) {
    if (schema.is_object() && schema.contains("format") && schema.contains("type") &&
        schema.at("type").is_array()) {
        schema.erase("format");
    }
    if (!schema.is_structured()) return;
    for (Json& member : schema) drop_formats_of_nullables(member);
}

std::string schema_mismatch(const Json& reference, const Json& body) {
    Json root = {{"allOf", Json::array({reference})}, {"components", document()["components"]}};
    drop_formats_of_nullables(root);
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(root), schema);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema, Adapter(body), &results)) return {};
    std::string text;
    for (const auto& error : results) {
        for (const std::string& part : error.context) text += part;
        text += ": " + error.description + "; ";
    }
    return text + " in " + body.dump();
}

const Json* operation_of(const Request& request) {
    static const Router router(route_table());
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    const auto found = router.find(method, request.path());
    const auto* match = std::get_if<RouteMatch>(&found);
    if (match == nullptr) return nullptr;
    const Route& route = route_table()[match->route];
    const Json& path = document()["paths"][route.pattern];
    return &path[route.method == "GET" ? "get" : "post"];
}

}  // namespace

std::string mismatch_with_openapi(const Request& request, const Response& response) {
    const Json* operation = operation_of(request);
    if (operation == nullptr) {
        // No route: the answer must still be a problem (or OPTIONS).
        if (response.status == 204) return {};
        return schema_mismatch(
            {{"$ref", "#/components/schemas/Problem"}}, Json::parse(response.body)
        );
    }
    const std::string status = std::to_string(response.status);
    if (!(*operation)["responses"].contains(status))
        return "status " + status + " is not described";
    const Json& described = (*operation)["responses"][status];
    if (!described.contains("content")) {
        return response.body.empty() ? "" : "a body is not described for " + status;
    }
    const std::string type = response.content_type.substr(0, response.content_type.find(';'));
    if (!described["content"].contains(type)) return "the type " + type + " is not described";
    const Json& media = described["content"][type];
    if (!media.contains("schema")) return {};
    const Json body = Json::parse(response.body, nullptr, false);
    if (body.is_discarded()) return "the body is no JSON";
    return schema_mismatch(media["schema"], body);
}

}  // namespace sagaflow::api
