#include "api/cloudevents/binary_event.hpp"

#include "api/base64.hpp"
#include "api/body/json_body.hpp"
#include "api/cloudevents/attributes.hpp"
#include "api/utf8.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::api {
namespace {

constexpr std::string_view kPrefix = "ce-";

Problem broken_header(const std::string& name, std::string message) {
    Problem problem = parameter_problem(name, std::move(message));
    problem.kind = ProblemKind::kInvalidEvent;
    return problem;
}

// A value in double quotes is taken out of them first (RFC 9110, section 5.6.4), as the binding of
// CloudEvents to HTTP says.
std::string unquoted(const std::string& value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
    std::string text;
    for (std::size_t i = 1; i + 1 < value.size(); ++i) {
        if (value[i] == '\\' && i + 2 < value.size()) ++i;
        text += value[i];
    }
    return text;
}

Checked<Json> attributes_in(const Request& request) {
    Json attributes = Json::object();
    for (const NameValue& header : request.headers) {
        if (!header.name.starts_with(kPrefix)) continue;
        const std::string name = header.name.substr(kPrefix.size());
        const auto value = percent_decode(unquoted(header.value));
        if (!value || !is_storable_text(*value)) {
            return broken_header(header.name, "Expected percent-encoded UTF-8 in " + header.name);
        }
        if (attributes.contains(name)) {
            return broken_header(header.name, "The header " + header.name + " is given twice");
        }
        attributes[name] = *value;
    }
    if (const std::string* type = request.header("content-type")) {
        if (!is_storable_text(*type)) {
            return broken_header("content-type", "Expected UTF-8 in Content-Type");
        }
        attributes["datacontenttype"] = *type;
    }
    return attributes;
}

Checked<Json> data_in(const Request& request, Json& attributes) {
    if (request.body.empty()) return Json();
    if (request.body.size() > limits::kRequestBytesMax) {
        return problem_of(Error{
            ErrorCode::kTooLarge,
            "Expected at most " + std::to_string(limits::kRequestBytesMax) + " bytes of data"});
    }
    const std::string* type = request.header("content-type");
    if (type == nullptr || is_json_type(*type)) {
        return parse_body(request.body, limits::kRequestBytesMax);
    }
    if (is_storable_text(request.body)) return Json(request.body);
    attributes["dataencoding"] = "base64";
    return Json(base64_encode(request.body));
}

}  // namespace

Checked<EventMessage> read_binary_event(const Request& request, Timestamp received_at) {
    auto attributes = attributes_in(request);
    if (!attributes.ok()) return attributes.problem();
    auto data = data_in(request, *attributes);
    if (!data.ok()) return data.problem();
    auto event = read_attributes(*attributes, [](std::string_view name) {
        ProblemItem item;
        item.parameter = std::string(kPrefix) + std::string(name);
        return item;
    });
    if (!event.ok()) return event.problem();
    event->data = std::move(*data);
    event->received_at = received_at;
    return event;
}

}  // namespace sagaflow::api
