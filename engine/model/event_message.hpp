// An event from outside, in the terms of CloudEvents 1.0 (https://github.com/cloudevents/spec).
#pragma once

#include <optional>
#include <string>

#include "engine/core/json.hpp"
#include "engine/core/time.hpp"

namespace sagaflow {

// (source, id) is its identity: a second one with the same identity is a duplicate.
struct EventIdentity {
    std::string source;
    std::string id;
    auto operator<=>(const EventIdentity&) const = default;
};

// What a receive waits for. An event without a key has an empty one, as has a handler without.
struct EventAddress {
    std::string type;
    std::string key;
    auto operator<=>(const EventAddress&) const = default;
};

struct EventMessage {
    EventIdentity identity;
    EventAddress address;  // key: extension attribute `key`, else `subject`
    Json attributes;       // the remaining CloudEvents attributes, as an object
    Json data;
    Timestamp received_at;
    std::string traceparent;
};

// The event as expressions see it: {id, source, type, key, time …, data}.
Json to_json(const EventMessage& event);
EventMessage event_message_from(const Json& json);

}  // namespace sagaflow
