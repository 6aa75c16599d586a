#include "api/openapi/document.hpp"

#include <algorithm>

#include "api_schemas.hpp"
#include "engine/model/history_event.hpp"

namespace sagaflow::api {
namespace {

// What every route may answer, whatever its own list says.
constexpr int kAnyRouteProblems[] = {400, 500};

Json schema_reference(const std::string& name) {
    return {{"$ref", "#/components/schemas/" + name}};
}

std::string_view place_name(ParameterPlace place) {
    if (place == ParameterPlace::kPath) return "path";
    return place == ParameterPlace::kQuery ? "query" : "header";
}

Json parameter_document(const ParameterDoc& doc) {
    return {
        {"name", doc.name},
        {"in", place_name(doc.place)},
        {"required", doc.required},
        {"description", doc.description},
        {"schema", doc.schema}};
}

ParameterDoc path_parameter(const std::string& name) {
    ParameterDoc doc{ParameterPlace::kPath, name, "Name of the saga.", {{"type", "string"}}, true};
    if (name == "id") {
        doc.description = "Id of the instance.";
        doc.schema = {{"type", "string"}, {"format", "uuid"}};
    } else if (name == "path") {
        doc.description = "A path of any number of segments, none as well.";
    } else if (name == "version") {
        doc.description = "Version of the saga.";
        doc.schema = {{"type", "integer"}, {"minimum", 1}};
    }
    return doc;
}

Json parameters_document(const Route& route) {
    Json list = Json::array();
    std::size_t at = 0;
    while ((at = route.pattern.find('{', at)) != std::string::npos) {
        const std::size_t end = route.pattern.find('}', at);
        list.push_back(parameter_document(path_parameter(route.pattern.substr(at + 1, end - at - 1))
        ));
        at = end;
    }
    for (const ParameterDoc& doc : route.parameters) list.push_back(parameter_document(doc));
    list.push_back({{"$ref", "#/components/parameters/traceparent"}});
    return list;
}

Json body_document(const BodyDoc& body) {
    Json content = Json::object();
    for (const std::string& type : body.content_types) {
        content[type] = {{"schema", schema_reference(body.schema)}};
    }
    return {{"required", body.required}, {"content", std::move(content)}};
}

Json success_document(const ResponseDoc& response) {
    Json json = {{"description", response.description}};
    if (!response.content_type.empty()) {
        Json media = Json::object();
        if (!response.schema.empty()) media["schema"] = schema_reference(response.schema);
        json["content"] = {{response.content_type, std::move(media)}};
    }
    return json;
}

std::string problem_description(int status) {
    std::string text;
    for (const ProblemFacts& facts : problem_table()) {
        if (facts.status != status) continue;
        text +=
            (text.empty() ? "" : "; ") + std::string(facts.code) + ": " + std::string(facts.title);
    }
    return text + ".";
}

Json responses_document(const Route& route) {
    Json responses = Json::object();
    for (const ResponseDoc& response : route.responses) {
        Json& known = responses[std::to_string(response.status)];
        Json document = success_document(response);
        // A further content type of the same status.
        if (known.contains("content")) {
            known["content"].update(document["content"]);
        } else {
            known = std::move(document);
        }
    }
    std::vector<int> problems = route.problems;
    problems.insert(problems.end(), std::begin(kAnyRouteProblems), std::end(kAnyRouteProblems));
    // A path's argument may always name nothing; a body may always be refused.
    if (route.method == "POST") problems.insert(problems.end(), {403, 404, 413, 415});
    for (const int status : problems) {
        const std::string key = std::to_string(status);
        if (responses.contains(key)) continue;
        responses[key] = {
            {"description", problem_description(status)},
            {"content", {{kProblemType, {{"schema", schema_reference("Problem")}}}}}};
    }
    return responses;
}

// CloudEvents come in three forms; OpenAPI describes the one by its headers in words.
void describe_event_forms(Json& operation) {
    Json& content = operation["requestBody"]["content"];
    content["application/cloudevents-batch+json"] = {
        {"schema", schema_reference("CloudEventBatch")}};
    content["application/json"] = {
        {"schema", Json::object()}};  // binary: the data; attributes in ce-* headers
}

Json operation_document(const Route& route) {
    Json operation = {
        {"operationId", route.operation},
        {"tags", Json::array({route.tag})},
        {"summary", route.summary},
        {"description", route.description},
        {"parameters", parameters_document(route)},
        {"responses", responses_document(route)}};
    if (route.body) operation["requestBody"] = body_document(*route.body);
    if (route.operation == "publishEvents") describe_event_forms(operation);
    return operation;
}

Json history_types() {
    Json names = Json::array();
    for (std::size_t i = 0; i < kEventTypeCount; ++i) {
        names.push_back(to_string(static_cast<EventType>(i)));
    }
    return names;
}

Json components() {
    Json schemas = Json::parse(embedded_text("schemas.json"));
    Json statuses = Json::array();
    for (std::size_t i = 0; i < kInstanceStatusCount; ++i) {
        statuses.push_back(to_string(static_cast<InstanceStatus>(i)));
    }
    schemas["InstanceStatus"]["enum"] = std::move(statuses);
    schemas["HistoryEventType"]["enum"] = history_types();
    Json trace = {
        {"name", "traceparent"},
        {"in", "header"},
        {"required", false},
        {"description", "W3C trace context; a valid one comes back in the answer's header."},
        {"schema", {{"type", "string"}}}};
    return {{"schemas", std::move(schemas)}, {"parameters", {{"traceparent", std::move(trace)}}}};
}

}  // namespace

Json openapi_document(const std::vector<Route>& routes) {
    Json paths = Json::object();
    for (const Route& route : routes) {
        std::string method = route.method;
        std::transform(method.begin(), method.end(), method.begin(), [](char c) {
            return static_cast<char>(c + 32);
        });
        paths[route.pattern][method] = operation_document(route);
    }
    return {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Sagaflow"},
          {"version", SAGAFLOW_VERSION},
          {"summary", "Durable workflow and saga orchestration"},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"},
        {"servers", Json::array({{{"url", "/"}}})},
        {"paths", std::move(paths)},
        {"components", components()}};
}

}  // namespace sagaflow::api
