#include <atomic>

#include "api/admission.hpp"
#include "api/async_call.hpp"
#include "api/cloudevents/event_reader.hpp"
#include "api/instances.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/starts.hpp"

namespace sagaflow::api {
namespace {

// What the engine said of each event of one request. The last answer makes the response.
struct Deliveries {
    struct Delivery {
        std::string id;
        EventAddress address;
        std::optional<Result<Delivered>> answer;
    };
    bool batch = false;
    std::vector<Delivery> all;
    std::atomic<std::size_t> missing{0};
};

Json accepted(const std::string& id, const Delivered& delivered) {
    return {{"id", id}, {"duplicate", delivered.duplicate}, {"matched", delivered.matched}};
}

// The first that was not taken: whatever part of a batch is in already, sending it again is
// harmless, because identity decides.
const Deliveries::Delivery* first_failure(const Deliveries& deliveries) {
    for (const auto& delivery : deliveries.all) {
        if (!delivery.answer->ok()) return &delivery;
    }
    return nullptr;
}

Response accepted_response(const Deliveries& deliveries) {
    Json items = Json::array();
    for (const auto& delivery : deliveries.all) {
        items.push_back(accepted(delivery.id, delivery.answer->value()));
    }
    if (!deliveries.batch) return json_response(202, items.front());
    return json_response(202, {{"items", std::move(items)}});
}

void answer(const AsyncCallPtr& pending, const std::shared_ptr<Deliveries>& deliveries) {
    const auto* failure = first_failure(*deliveries);
    if (failure == nullptr) {
        pending->answer([deliveries] { return accepted_response(*deliveries); });
    } else if (failure->answer->error().code == ErrorCode::kNotOwner) {
        pending->answer_blocking([pending, address = failure->address] {
            Call& call = pending->call();
            Engine& engine = call.context.engine;
            return forward_to(call, engine.owner_address_of_key(address.type, address.key));
        });
    } else {
        pending->refuse(problem_of(failure->answer->error()));
    }
}

void handle_publish_events(const AsyncCallPtr& pending) {
    const Call& call = pending->call();
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return pending->refuse(parameters.problem());
    const auto place = admit(call);
    if (!place.ok()) return pending->refuse(place.problem());
    auto incoming = read_events(call.request, call.context.clock.now());
    if (!incoming.ok()) return pending->refuse(incoming.problem());
    const auto deliveries = std::make_shared<Deliveries>();
    deliveries->batch = incoming->batch;
    for (const EventMessage& event : incoming->events) {
        deliveries->all.push_back({event.identity.id, event.address, std::nullopt});
    }
    deliveries->missing = incoming->events.size();
    if (incoming->events.empty()) return answer(pending, deliveries);
    pending->expect_before(
        call.context.deadlines,
        deadline_in_ms(call.context.settings.request_deadline_ms),
        outcome_pending()
    );
    const std::string traceparent = traceparent_of(call.request);
    for (std::size_t i = 0; i < incoming->events.size(); ++i) {
        EventMessage& event = incoming->events[i];
        if (event.traceparent.empty()) event.traceparent = traceparent;
        call.context.engine.deliver(
            {std::move(event)},
            [pending, deliveries, i](Result<Delivered> result) {
                deliveries->all[i].answer = std::move(result);
                if (--deliveries->missing == 0) answer(pending, deliveries);
            }
        );
    }
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
    route.async_handler = handle_publish_events;
    route.body = BodyDoc{{"application/cloudevents+json"}, "CloudEvent"};
    route.responses = {
        {202, "Committed. For a batch: {\"items\": [...]}.", "application/json", "EventsAccepted"}};
    route.problems = {413, 415, 503};
    route.body_size = BodySize::kBatch;
    return route;
}

}  // namespace sagaflow::api
