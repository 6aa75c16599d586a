#include "api/admission.hpp"
#include "api/body/json_body.hpp"
#include "api/body/members.hpp"
#include "api/definitions.hpp"
#include "api/query/parameters.hpp"
#include "api/routes/table.hpp"
#include "api/starts.hpp"

namespace sagaflow::api {
namespace {

// One item of the batch: refused before the engine saw it, or waiting for the engine's answer.
struct Item {
    std::optional<Problem> refusal;
    PreparedStart start;
    PendingReply<Started> pending;
};

Json problem_result(const Call& call, const Problem& problem) {
    return {
        {"status", facts_of(problem.kind).status},
        {"problem", problem_document(problem, call.request.path())}};
}

// The item as a request of its own, for the node that owns its key.
Json forwarded_result(Call& call, const Item& item) {
    Json body = {{"input", item.start.command.input}};
    if (item.start.command.key) body["key"] = *item.start.command.key;
    if (item.start.command.version) body["version"] = *item.start.command.version;
    Request single;
    single.method = "POST";
    single.target = "/v1/sagas/" + percent_encode(call.path[0]) + "/instances";
    single.headers = {{"content-type", std::string(kJsonType)}};
    if (item.start.command.request_key) {
        single.headers.push_back({"idempotency-key", *item.start.command.request_key});
    }
    single.body = to_text(body);
    const Response response = forward_to(call, owner_of_start(call.context, item.start), single);
    Json document = Json::parse(response.body, nullptr, false);
    if (document.is_discarded()) document = nullptr;
    return {
        {"status", response.status},
        {response.status < 300 ? "instance" : "problem", std::move(document)}};
}

Json result_of(Call& call, Item& item, Deadline deadline) {
    if (item.refusal) return problem_result(call, *item.refusal);
    auto answer = item.pending.wait_until(deadline);
    if (!answer) return problem_result(call, outcome_pending());
    if (answer->ok()) {
        Started& started = **answer;
        return {{"status", started.created ? 201 : 200}, {"instance", std::move(started.document)}};
    }
    if (answer->error().code == ErrorCode::kNotOwner) return forwarded_result(call, item);
    return problem_result(call, problem_of(answer->error()));
}

void launch(
    Call& call,
    Item& item,
    Json& object,
    std::size_t index,
    const std::optional<std::string>& request_key
) {
    const std::string pointer = "/items/" + std::to_string(index);
    if (!object.is_object()) {
        item.refusal = member_problem(
            ProblemKind::kUnprocessable,
            pointer,
            std::string("Expected an object, but got ") + object.type_name()
        );
        return;
    }
    const std::uint64_t fingerprint =
        request_key ? fingerprint_of(call.path[0], to_text(object)) : 0;
    auto start = prepare_start(call.context, call.path[0], object, pointer);
    if (!start.ok()) {
        item.refusal = start.problem();
        return;
    }
    item.start = std::move(*start);
    item.start.command.traceparent = traceparent_of(call.request);
    if (request_key) {
        item.start.command.request_key = *request_key + "/" + std::to_string(index);
        item.start.command.request_fingerprint = fingerprint;
    }
    call.context.engine.start(item.start.command, item.pending.callback());
}

Checked<Json> read_items(const Call& call) {
    auto body = read_object_body(call.request, limits::kBatchBytesMax, EmptyBody::kRefused);
    if (!body.ok()) return body.problem();
    Members members(*body, {"items"});
    const Json* items = members.required("items", "send {\"items\": [{\"input\": …}, …]}");
    if (items != nullptr && !items->is_array()) members.refuse("items", "Expected an array");
    if (!members.ok()) return members.problem();
    if (items->size() > limits::kBatchItemsMax) {
        return member_problem(
            ProblemKind::kTooLarge,
            "/items",
            "Expected at most " + std::to_string(limits::kBatchItemsMax) + " items, but got " +
                std::to_string(items->size())
        );
    }
    return std::move((*body)["items"]);
}

Response handle_start_batch(Call& call) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return call.refuse(parameters.problem());
    auto place = admit(call);
    if (!place.ok()) return call.refuse(place.problem());
    const auto program = find_definition(call.context, call.path[0], std::nullopt);
    if (!program.ok()) return call.refuse(program.problem());
    auto request_key = read_idempotency_key(call.request);
    if (!request_key.ok()) return call.refuse(request_key.problem());
    auto objects = read_items(call);
    if (!objects.ok()) return call.refuse(objects.problem());
    std::vector<Item> items(objects->size());
    const Deadline deadline = deadline_in_ms(call.context.settings.request_deadline_ms);
    // All go to the engine before the first answer is awaited: they share commits.
    for (std::size_t i = 0; i < items.size(); ++i) {
        launch(call, items[i], (*objects)[i], i, *request_key);
    }
    *place = {};  // what is left is waiting
    Json results = Json::array();
    for (Item& item : items) results.push_back(result_of(call, item, deadline));
    return json_response(200, {{"items", std::move(results)}});
}

}  // namespace

Route start_batch_route() {
    Route route;
    route.method = "POST";
    route.pattern = "/v1/sagas/{saga}/instances/batch";
    route.operation = "startInstances";
    route.tag = "instances";
    route.summary = "Start many instances";
    route.description =
        "All in few commits; each item has a result of its own. With an Idempotency-Key, item n "
        "counts as KEY/n.";
    route.handler = handle_start_batch;
    route.parameters = {idempotency_key_doc()};
    route.body = BodyDoc{{"application/json"}, "BatchStartRequest"};
    route.responses = {
        {200, "A result for each item, in order.", "application/json", "BatchStartResult"}};
    route.problems = {404, 413, 415, 422, 503};
    route.body_size = BodySize::kBatch;
    return route;
}

}  // namespace sagaflow::api
