#include <algorithm>

#include "api/admission.hpp"
#include "api/async_call.hpp"
#include "api/body/json_body.hpp"
#include "api/instances.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/starts.hpp"

namespace sagaflow::api {
namespace {

// Held while a request waits for an instance's end: each keeps a connection and its request, and
// those that a thread serves must leave threads for others.
class WaitSlot {
public:
    WaitSlot(Context& context, bool keeps_thread) : context_(context), keeps_thread_(keeps_thread) {
        granted_ = context_.waits.fetch_add(1) < limits::kHttpWaitsMax;
        if (!keeps_thread_) return;
        const bool thread_granted = context_.thread_waits.fetch_add(1) < kThreadsThatMayWait;
        granted_ = granted_ && thread_granted;
    }
    ~WaitSlot() {
        --context_.waits;
        if (keeps_thread_) --context_.thread_waits;
    }
    WaitSlot(const WaitSlot&) = delete;
    WaitSlot& operator=(const WaitSlot&) = delete;
    bool granted() const { return granted_; }

private:
    static constexpr std::size_t kThreadsThatMayWait = limits::kHttpThreadsMax / 2;

    Context& context_;
    bool keeps_thread_;
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

// 201 or 200; 202 when its end was awaited and did not come in time.
Response started_response(const Call& call, bool awaited, const Started& started) {
    const bool pending = awaited && !has_ended_document(started.document);
    const int status = pending ? 202 : started.created ? 201 : 200;
    Response response = instance_response(status, started.id, started.seq, started.document);
    if (!started.created && call.request.header("idempotency-key") != nullptr) {
        response.with("Idempotency-Replayed", "true");
    }
    return response;
}

// Rare, so the body is read again here instead of being copied for every start.
Response forward_start(Call& call) {
    auto request_key = read_idempotency_key(call.request);
    if (!request_key.ok()) return call.refuse(request_key.problem());
    auto body = read_object_body(call.request, limits::kRequestBytesMax, EmptyBody::kRefused);
    if (!body.ok()) return call.refuse(body.problem());
    auto start = prepare_start(call.context, call.path[0], *body, "");
    if (!start.ok()) return call.refuse(start.problem());
    start->command.request_key = std::move(*request_key);
    return forward_to(call, owner_of_start(call.context, *start));
}

Checked<StartInstance> read_start(const Call& call, std::int64_t wait_ms) {
    auto request_key = read_idempotency_key(call.request);
    if (!request_key.ok()) return request_key.problem();
    auto body = read_object_body(call.request, limits::kRequestBytesMax, EmptyBody::kRefused);
    if (!body.ok()) return body.problem();
    auto start = prepare_start(call.context, call.path[0], *body, "");
    if (!start.ok()) return start.problem();
    StartInstance command = std::move(start->command);
    if (*request_key) {
        command.request_key = std::move(*request_key);
        command.request_fingerprint = fingerprint_of(call.path[0], call.request.body);
    }
    command.traceparent = traceparent_of(call.request);
    command.wait = {wait_ms};
    return command;
}

// For an instance that went to another node while its end was awaited.
Response read_started(const Call& call, Started started) {
    const auto found = call.context.queries.find_instance(started.id);
    if (found.ok() && found.value()) {
        auto document = call.context.read_document(
            *found.value(), call.context.catalog, call.context.clock.now()
        );
        if (document.ok()) {
            started.seq = last_seq(*found.value());
            started.document = std::move(*document);
            return started_response(call, true, started);
        }
    }
    return call.refuse(outcome_pending()).with("Location", "/v1/instances/" + started.id.text());
}

void answer(const AsyncCallPtr& pending, bool awaited, Result<Started> result) {
    if (result.ok() && result->document.is_null()) {
        pending->answer_blocking([pending, started = std::move(*result)] {
            return read_started(pending->call(), started);
        });
    } else if (result.ok()) {
        pending->answer([pending, awaited, started = std::move(*result)] {
            return started_response(pending->call(), awaited, started);
        });
    } else if (result.error().code == ErrorCode::kNotOwner) {
        pending->answer_blocking([pending] { return forward_start(pending->call()); });
    } else {
        pending->refuse(problem_of(result.error()));
    }
}

void handle_start_instance(const AsyncCallPtr& pending) {
    const Call& call = pending->call();
    auto wait_ms = read_wait_ms(call.request);
    if (!wait_ms.ok()) return pending->refuse(wait_ms.problem());
    const auto place = admit(call);
    if (!place.ok()) return pending->refuse(place.problem());
    std::shared_ptr<WaitSlot> slot;
    const bool awaited = *wait_ms > 0;
    if (awaited) slot = std::make_shared<WaitSlot>(call.context, call.keeps_thread);
    const std::int64_t granted_ms = slot && slot->granted() ? *wait_ms : 0;
    auto command = read_start(call, granted_ms);
    if (!command.ok()) return pending->refuse(command.problem());
    const std::int64_t deadline_ms = call.context.settings.request_deadline_ms + granted_ms;
    pending->expect_before(call.context.deadlines, deadline_in_ms(deadline_ms), outcome_pending());
    call.context.engine.start(
        std::move(*command),
        [pending, awaited, slot](Result<Started> result) {
            answer(pending, awaited, std::move(result));
        }
    );
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
    route.async_handler = handle_start_instance;
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
