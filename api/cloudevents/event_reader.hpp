// CloudEvents 1.0 in its three HTTP forms (structured, binary, batch) to event messages. Strict:
// what is no CloudEvent is refused with the pointer or the header that is wrong.
#pragma once

#include "api/problem.hpp"
#include "api/request.hpp"
#include "engine/model/event_message.hpp"

namespace sagaflow::api {

struct IncomingEvents {
    std::vector<EventMessage> events;
    bool batch = false;
};

// Decides the form by Content-Type and ce-* headers. `received_at` goes into each event.
Checked<IncomingEvents> read_events(const Request& request, Timestamp received_at);

// One event in JSON form; `base` is its pointer in the body. Takes `data` out of it.
Checked<EventMessage> read_event(Json& event, const std::string& base, Timestamp received_at);

}  // namespace sagaflow::api
