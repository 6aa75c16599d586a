// The context attributes of a CloudEvent, checked and sorted into an event message. The same for
// the JSON form (members) and the binary form (headers); `place_of` tells where an attribute stood.
#pragma once

#include <functional>

#include "api/problem.hpp"
#include "engine/model/event_message.hpp"

namespace sagaflow::api {

using AttributePlace = std::function<ProblemItem(std::string_view name)>;

// `attributes` is an object without data. Every problem at once.
Checked<EventMessage> read_attributes(const Json& attributes, const AttributePlace& place_of);

// application/json, text/json, anything+json, and no type at all.
bool is_json_type(std::string_view content_type);

}  // namespace sagaflow::api
