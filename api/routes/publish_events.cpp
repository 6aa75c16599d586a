#include "api/cloudevents/event_reader.hpp"
#include "api/instances.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/starts.hpp"

namespace sagaflow::api {
namespace {

struct Delivery {
    std::string id;
    EventAddress address;
    PendingReply<Delivered> pending;
};

Json accepted(const std::string& id, const Delivered& delivered) {
    return {{"id", id}, {"duplicate", delivered.duplicate}, {"matched", delivered.matched}};
}

std::vector<Delivery> deliver(Call& call, std::vector<EventMessage> events) {
    const std::string traceparent = traceparent_of(call.request);
    std::vector<Delivery> deliveries;
    deliveries.reserve(events.size());
    for (EventMessage& event : events) {
        if (event.traceparent.empty()) event.traceparent = traceparent;
        Delivery& delivery = deliveries.emplace_back(Delivery{
            event.identity.id, event.address, PendingReply<Delivered>()});
        call.context.engine.deliver({std::move(event)}, delivery.pending.callback());
    }
    return deliveries;
}

Response handle_publish_events(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto incoming = read_events(call.request, call.context.clock.now());
    if (!incoming.ok()) return call.refuse(incoming.problem());
    const Deadline deadline = deadline_in_ms(call.context.settings.request_deadline_ms);
    std::vector<Delivery> deliveries = deliver(call, std::move(incoming->events));
    Json items = Json::array();
    for (Delivery& delivery : deliveries) {
        auto answer = delivery.pending.wait_until(deadline);
        // Whatever part of a batch is in already, sending it again is harmless: identity decides.
        if (!answer) return call.refuse(outcome_pending());
        if (answer->ok()) {
            items.push_back(accepted(delivery.id, answer->value()));
            continue;
        }
        if (answer->error().code != ErrorCode::kNotOwner) return call.refuse(answer->error());
        return forward_to(
            call,
            call.context.engine.owner_address_of_key(delivery.address.type, delivery.address.key)
        );
    }
    if (!incoming->batch) return json_response(202, items.front());
    return json_response(202, {{"items", std::move(items)}});
}

}  // namespace

Route publish_events_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/events";
    route.operation = "publishEvents";
    route.tag = "events";
    route.summary = "Hand in CloudEvents";
    route.description =
        "Structured, binary (ce-* headers) or a batch. Answers after the commit. The correlation "
        "key "
        "is the extension attribute `key`, without it `subject`. A second event with the same "
        "source "
        "and id is a duplicate and changes nothing. A broken event refuses its whole batch.";
    route.handler = handle_publish_events;
    route.body = BodyDoc{{"application/cloudevents+json"}, "CloudEvent"};
    route.responses = {
        {202, "Committed. For a batch: {\"items\": [...]}.", "application/json", "EventsAccepted"}};
    route.problems = {413, 415, 503};
    route.body_size = BodySize::kBatch;
    return route;
}

}  // namespace sagaflow::api
