// The binary form of a CloudEvent: attributes in ce-* headers, data in the body.
#pragma once

#include "api/cloudevents/event_reader.hpp"

namespace sagaflow::api {

// Header values are percent-decoded as the HTTP binding says. A body that is neither JSON nor UTF-8
// text is kept as base64 text, with the attribute `dataencoding` saying so.
Checked<EventMessage> read_binary_event(const Request& request, Timestamp received_at);

}  // namespace sagaflow::api
