#include <algorithm>

#include "api/body/json_body.hpp"
#include "api/instances.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/starts.hpp"

namespace sagaflow::api {
namespace {

// Held while a request waits for an instance's end, so that waiting never takes all threads.
class WaitSlot {
public:
    explicit WaitSlot(Context& context) : waits_(context.waits) {
        granted_ = waits_.fetch_add(1) < static_cast<int>(limits::kHttpWaitsMax);
    }
    ~WaitSlot() { waits_.fetch_sub(1); }
    WaitSlot(const WaitSlot&) = delete;
    WaitSlot& operator=(const WaitSlot&) = delete;
    bool granted() const { return granted_; }

private:
    std::atomic<int>& waits_;
    bool granted_ = false;
};

bool has_ended_document(const Json& document) {
    const auto ended = document.find("endedAt");
    return ended != document.end() && !ended->is_null();
}

Checked<std::int64_t> read_wait_ms(const Request& request) {
    Parameters parameters(request.query(), {"wait"});
    const auto wait = parameters.duration("wait");
    if (wait && wait->ms > limits::kStartWaitMsMax) {
        parameters.refuse("wait", "Expected at most " + format_duration({limits::kStartWaitMsMax}));
    }
    if (!parameters.ok()) return parameters.problem();
    return wait ? wait->ms : std::int64_t{0};
}

Response started_response(const Call& call, int status, const Started& started) {
    Response response = instance_response(status, started.id, started.seq, started.document);
    if (!started.created && call.request.header("idempotency-key") != nullptr) {
        response.with("Idempotency-Replayed", "true");
    }
    return response;
}

// What it has come to since it started. When that cannot be read, the caller keeps the start's.
void refresh(Call& call, Started& started) {
    const auto found = call.context.queries.find_instance(started.id);
    if (!found.ok() || !found.value() || last_seq(*found.value()) <= started.seq) return;
    auto document = call.context.read_document(*found.value(), call.context.catalog);
    if (!document.ok()) return;
    started.seq = last_seq(*found.value());
    started.document = std::move(*document);
}

// 201 or 200 once it has ended; 202 with its present state when the time is up.
Response wait_for_end(Call& call, Started started, std::int64_t wait_ms) {
    const int status = started.created ? 201 : 200;
    if (wait_ms == 0 || has_ended_document(started.document)) {
        return started_response(call, status, started);
    }
    const WaitSlot slot(call.context);
    if (!slot.granted()) return started_response(call, 202, started);
    PendingReply<Acted> pending;
    call.context.engine.wait_for_end(started.id, pending.callback());
    auto ended = pending.wait_until(deadline_in_ms(wait_ms));
    if (!ended || !ended->ok()) {
        refresh(call, started);
        // It may have ended between the two looks.
        const bool over = has_ended_document(started.document);
        return started_response(call, over ? status : 202, started);
    }
    started.seq = ended->value().seq;
    started.document = std::move(ended->value().document);
    return started_response(call, status, started);
}

// Rare, so the body is read again here instead of being copied for every start.
Response forward_start(Call& call, const std::optional<std::string>& request_key) {
    auto body = read_object_body(call.request, limits::kRequestBytesMax, EmptyBody::kRefused);
    if (!body.ok()) return call.refuse(body.problem());
    auto start = prepare_start(call.context, call.path[0], *body, "");
    if (!start.ok()) return call.refuse(start.problem());
    start->command.request_key = request_key;
    return forward_to(call, owner_of_start(call.context, *start));
}

Response handle_start_instance(Call& call) {
    auto wait_ms = read_wait_ms(call.request);
    if (!wait_ms.ok()) return call.refuse(wait_ms.problem());
    auto request_key = read_idempotency_key(call.request);
    if (!request_key.ok()) return call.refuse(request_key.problem());
    auto body = read_object_body(call.request, limits::kRequestBytesMax, EmptyBody::kRefused);
    if (!body.ok()) return call.refuse(body.problem());
    auto start = prepare_start(call.context, call.path[0], *body, "");
    if (!start.ok()) return call.refuse(start.problem());

    StartInstance command = std::move(start->command);
    if (*request_key) {
        command.request_key = *request_key;
        command.request_fingerprint = fingerprint_of(call.path[0], call.request.body);
    }
    command.traceparent = traceparent_of(call.request);
    PendingReply<Started> pending;
    const Deadline deadline = deadline_in_ms(call.context.settings.request_deadline_ms);
    call.context.engine.start(std::move(command), pending.callback());
    auto answer = pending.wait_until(deadline);
    if (!answer) return call.refuse(outcome_pending());
    if (answer->ok()) return wait_for_end(call, std::move(**answer), *wait_ms);
    if (answer->error().code != ErrorCode::kNotOwner) return call.refuse(answer->error());
    return forward_start(call, *request_key);
}

}  // namespace

Route start_instance_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/sagas/{saga}/instances";
    route.operation = "startInstance";
    route.tag = "instances";
    route.summary = "Start an instance";
    route.description =
        "Answers after the commit. When the business key or the Idempotency-Key has an instance "
        "already, that one is answered with 200.";
    route.handler = handle_start_instance;
    route.parameters = {
        query_doc(
            "wait", "Answer when the instance has ended, or 202 after this time: 10s, at most 1m."
        ),
        idempotency_key_doc()};
    route.body = BodyDoc{{"application/json"}, "StartRequest"};
    route.responses = {
        {201, "Started; with wait: ended.", "application/json", "Instance"},
        {200, "The key has this instance already.", "application/json", "Instance"},
        {202, "Started, and not ended when the time was up.", "application/json", "Instance"}};
    route.problems = {404, 413, 415, 422, 503};
    return route;
}

}  // namespace sagaflow::api
