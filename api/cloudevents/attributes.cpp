#include "api/cloudevents/attributes.hpp"

#include <algorithm>

#include "api/trace_context.hpp"
#include "engine/core/limits.hpp"

namespace sagaflow::api {
namespace {

class AttributeReader {
public:
    AttributeReader(const Json& attributes, const AttributePlace& place_of)
        : attributes_(attributes), place_of_(place_of) {}

    std::string required_text(const char* name) {
        const auto found = attributes_.find(name);
        if (found == attributes_.end() || found->is_null()) {
            refuse(name, std::string("Expected the attribute \"") + name + "\", but it is missing");
            return {};
        }
        if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
            refuse(name, std::string("Expected text in the attribute \"") + name + "\"");
            return {};
        }
        return bounded(name, found->get<std::string>());
    }

    std::string bounded(const char* name, std::string value) {
        if (value.size() > limits::kEventFieldBytesMax) {
            refuse(
                name,
                "Expected at most " + std::to_string(limits::kEventFieldBytesMax) + " bytes in \"" +
                    name + "\", but got " + std::to_string(value.size())
            );
        }
        return value;
    }

    void refuse(std::string_view name, std::string message, std::string hint = {}) {
        ProblemItem item = place_of_(name);
        item.message = std::move(message);
        item.hint = std::move(hint);
        errors_.push_back(std::move(item));
    }

    const Json& attributes() const { return attributes_; }
    bool ok() const { return errors_.empty(); }
    Problem problem() const {
        Problem problem;
        problem.kind = ProblemKind::kInvalidEvent;
        problem.detail = errors_.front().message;
        problem.errors = errors_;
        return problem;
    }

private:
    const Json& attributes_;
    const AttributePlace& place_of_;
    std::vector<ProblemItem> errors_;
};

bool is_attribute_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

// Names that have a place of their own in the message.
bool has_own_place(std::string_view name) {
    return name == "id" || name == "source" || name == "type" || name == "specversion" ||
           name == "key" || name == "traceparent";
}

void check_one(AttributeReader& reader, const std::string& name, const Json& value) {
    if (!is_attribute_name(name)) {
        reader.refuse(
            name,
            "Expected an attribute name of lower case letters and digits, but got \"" +
                shortened(name) + "\"",
            "payload goes into \"data\""
        );
    } else if (value.is_structured()) {
        reader.refuse(
            name,
            "Expected text, a number or a boolean in the attribute \"" + shortened(name) + "\""
        );
    } else if (name == "time") {
        const bool valid =
            value.is_string() && parse_timestamp(value.get_ref<const std::string&>()).ok();
        if (!valid) reader.refuse(name, "Expected an RFC 3339 timestamp in the attribute \"time\"");
    } else if (name == "subject" || name == "datacontenttype" || name == "dataschema") {
        if (!value.is_string()) {
            reader.refuse(name, "Expected text in the attribute \"" + name + "\"");
        }
    }
}

Json remaining_attributes(AttributeReader& reader) {
    Json kept = Json::object();
    for (const auto& [name, value] : reader.attributes().items()) {
        if (value.is_null()) continue;  // the same as absent
        check_one(reader, name, value);
        if (!has_own_place(name)) kept[name] = value;
    }
    return kept;
}

// The correlation key: extension `key`, else `subject`; numbers by their JSON text.
std::string key_of(AttributeReader& reader) {
    for (const char* name : {"key", "subject"}) {
        const auto found = reader.attributes().find(name);
        if (found == reader.attributes().end() || found->is_null()) continue;
        return reader.bounded(
            name, found->is_string() ? found->get<std::string>() : to_text(*found)
        );
    }
    return {};
}

}  // namespace

bool is_json_type(std::string_view content_type) {
    std::string type(content_type.substr(0, content_type.find(';')));
    while (!type.empty() && type.back() == ' ') type.pop_back();
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    return type.empty() || type == "application/json" || type == "text/json" ||
           type.ends_with("+json");
}

Checked<EventMessage> read_attributes(const Json& attributes, const AttributePlace& place_of) {
    AttributeReader reader(attributes, place_of);
    EventMessage event;
    const std::string version = reader.required_text("specversion");
    if (!version.empty() && version != "1.0") {
        reader.refuse("specversion", "Expected specversion \"1.0\", but got \"" + version + "\"");
    }
    event.identity.id = reader.required_text("id");
    event.identity.source = reader.required_text("source");
    event.address.type = reader.required_text("type");
    event.attributes = remaining_attributes(reader);
    event.address.key = key_of(reader);
    if (const auto trace = attributes.find("traceparent");
        trace != attributes.end() && trace->is_string()) {
        event.traceparent = valid_traceparent(trace->get_ref<const std::string&>()).value_or("");
    }
    if (!reader.ok()) return reader.problem();
    return event;
}

}  // namespace sagaflow::api
