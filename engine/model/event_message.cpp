#include "engine/model/event_message.hpp"

namespace sagaflow {

Json to_json(const EventMessage& event) {
    Json json = event.attributes.is_object() ? event.attributes : Json::object();
    json["id"] = event.identity.id;
    json["source"] = event.identity.source;
    json["type"] = event.address.type;
    json["key"] = event.address.key;
    json["data"] = event.data;
    json["receivedAt"] = format_timestamp(event.received_at);
    if (!event.traceparent.empty()) json["traceparent"] = event.traceparent;
    return json;
}

EventMessage event_message_from(const Json& json) {
    EventMessage event;
    event.attributes = Json::object();
    for (const auto& [name, value] : json.items()) {
        if (name == "id")
            event.identity.id = value.get<std::string>();
        else if (name == "source")
            event.identity.source = value.get<std::string>();
        else if (name == "type")
            event.address.type = value.get<std::string>();
        else if (name == "key")
            event.address.key = value.get<std::string>();
        else if (name == "data")
            event.data = value;
        else if (name == "traceparent")
            event.traceparent = value.get<std::string>();
        else if (name == "receivedAt") {
            const auto at = parse_timestamp(value.get_ref<const std::string&>());
            if (at.ok()) event.received_at = *at;
        } else {
            event.attributes[name] = value;
        }
    }
    return event;
}

}  // namespace sagaflow
