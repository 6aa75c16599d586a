#include "api/actions.hpp"

#include "api/admission.hpp"
#include "api/body/json_body.hpp"
#include "api/body/members.hpp"
#include "api/bulk/bulk_desk.hpp"
#include "api/instances.hpp"
#include "api/preconditions.hpp"
#include "api/query/parameters.hpp"
#include "api/starts.hpp"
#include "api/trace_context.hpp"

namespace sagaflow::api {
namespace {

Problem if_match_missing(Action action) {
    Problem problem;
    problem.kind = ProblemKind::kPreconditionRequired;
    problem.detail =
        "Expected Plan-Hash with the hash of a plan, or If-Match with the instance's ETag: " +
        std::string(to_string(action)) +
        " cannot be taken back, so say which state of the instance you decided on";
    return problem;
}

struct Order {
    ActOnInstance command;
    bool if_match_required = false;
};

// The header, or the body's member; both may be there when they say the same.
void read_plan_hash(const Call& call, Members& members, ActOnInstance& command) {
    command.plan_hash = members.text("plan", limits::kPlanHashBytesMax);
    const std::string* header = call.request.header("plan-hash");
    if (header == nullptr) return;
    if (command.plan_hash && *command.plan_hash != *header) {
        members.refuse("plan", "Expected \"plan\" to be what Plan-Hash says, or one of them alone");
    }
    command.plan_hash = header->substr(0, limits::kPlanHashBytesMax);
}

Checked<Order> read_body(const Call& call, const ActionRules& rules, bool plan) {
    const bool may_be_empty = plan || !rules.reason_required;
    const EmptyBody empty = may_be_empty ? EmptyBody::kIsObject : EmptyBody::kRefused;
    auto body = read_object_body(call.request, limits::kRequestBytesMax, empty);
    if (!body.ok()) return body.problem();
    std::vector<std::string> known = rules.members;
    known.emplace_back("reason");
    known.emplace_back("plan");
    Members members(*body, std::move(known));
    Order order;
    order.command.action = rules.action;
    order.command.plan = plan;
    read_plan_hash(call, members, order.command);
    if (rules.reason_required && !plan) {
        order.command.reason = members.required_text(
            "reason", limits::kReasonBytesMax, "say why; it goes into the history"
        );
    } else {
        order.command.reason = members.text("reason", limits::kReasonBytesMax).value_or("");
    }
    order.if_match_required = rules.if_match_required;
    if (rules.check != nullptr && rules.check(members, *body)) order.if_match_required = true;
    if (!members.ok()) return members.problem();
    if (plan || order.command.plan_hash) order.if_match_required = false;
    body->erase("reason");
    body->erase("plan");
    order.command.arguments = std::move(*body);
    return order;
}

Checked<ActOnInstance> read_order(const Call& call, const ActionRules& rules) {
    auto plan = wants_plan(call);
    if (!plan.ok()) return plan.problem();
    auto id = instance_id_in(call);
    if (!id.ok()) return id.problem();
    const auto place = admit(call);
    if (!place.ok()) return place.problem();
    auto order = read_body(call, rules, *plan);
    if (!order.ok()) return order.problem();
    auto if_match = read_if_match(call.request);
    if (!if_match.ok()) return if_match.problem();
    if (order->if_match_required && !*if_match) return if_match_missing(rules.action);
    order->command.id = *id;
    order->command.if_seq = *if_match;
    const std::string client = client_of(call.request);
    order->command.actor = "api@" + client;
    const std::string* bulk = call.request.header(kBulkHeader);
    if (bulk != nullptr && client == kBulkClient) {
        order->command.bulk = bulk->substr(0, limits::kPlanHashBytesMax);
        order->command.actor = "bulk@" + order->command.bulk;
    }
    return std::move(order->command);
}

// What would be done; nothing was.
Response plan_response(const Acted& planned) {
    Response response = json_response(200, planned.document);
    response.with("ETag", etag_of(planned.seq));
    return response;
}

// The retry of an instance that has ended is a new instance, with an id of its own.
Response acted_response(const InstanceId& id, const Acted& acted) {
    const auto shown = InstanceId::parse(acted.document.value("id", ""));
    const bool is_new = shown && *shown != id;
    return instance_response(is_new ? 201 : 200, is_new ? *shown : id, acted.seq, acted.document);
}

// Operators' decisions are rare and worth finding again; the reason is in the history.
void log_action(const Call& call, const ActOnInstance& command) {
    const std::string id = command.id.text();
    const std::string trace = traceparent_of(call.request);
    call.context.logger.write(
        LogLevel::kInfo,
        "an action was asked for",
        {{"action", to_string(command.action)},
         {"instance", std::string_view(id)},
         {"actor", std::string_view(command.actor)},
         {"traceId", trace_id_of(trace)}}
    );
}

}  // namespace

Checked<bool> wants_plan(const Call& call) {
    Parameters parameters(call.request.query(), {"plan"});
    const std::string plan = parameters.text("plan").value_or("false");
    if (plan != "true" && plan != "false") {
        parameters.refuse("plan", "Expected true or false, but got \"" + shortened(plan) + "\"");
    }
    if (!parameters.ok()) return parameters.problem();
    return plan == "true";
}

ParameterDoc plan_doc() {
    return query_doc(
        "plan",
        "true: answers what would be done, with a hash, and does nothing.",
        {{"type", "boolean"}, {"default", false}}
    );
}

ParameterDoc plan_hash_doc() {
    return {
        ParameterPlace::kHeader,
        "Plan-Hash",
        "The hash of the plan that was looked at (also as `plan` in the body); refused with 412 "
        "when the instance has moved on or the plan would differ. Stands in for If-Match.",
        {{"type", "string"}, {"maxLength", limits::kPlanHashBytesMax}},
        false};
}

Response act(Call& call, const ActionRules& rules) {
    auto command = read_order(call, rules);
    if (!command.ok()) return call.refuse(command.problem());
    const InstanceId id = command->id;
    const bool plan = command->plan;
    if (!plan) log_action(call, *command);
    PendingReply<Acted> pending;
    const Deadline deadline = deadline_in_ms(call.context.settings.request_deadline_ms);
    call.context.engine.act(std::move(*command), pending.callback());
    auto answer = pending.wait_until(deadline);
    if (!answer) return call.refuse(outcome_pending());
    if (answer->ok()) {
        return plan ? plan_response(answer->value()) : acted_response(id, answer->value());
    }
    if (answer->error().code != ErrorCode::kNotOwner) return call.refuse(answer->error());
    return forward_to(call, call.context.engine.owner_address(id));
}

Route action_route(
    const ActionRules& rules,
    Handler handler,
    std::string summary,
    std::string description,
    std::string body_schema
) {
    const std::string name(to_string(rules.action));
    Route route;
    route.method = "POST";
    route.pattern = "/v1/instances/{id}/" + name;
    route.operation = name + "Instance";
    route.tag = "actions";
    route.summary = std::move(summary);
    route.description = std::move(description);
    route.handler = handler;
    route.parameters = {plan_doc(), plan_hash_doc(), if_match_doc(false)};
    // A plan needs no body.
    route.body = BodyDoc{{"application/json"}, std::move(body_schema), false};
    route.responses = {
        {200,
         "Done; the instance after it. With plan=true the plan, and nothing is done.",
         "application/json",
         "ActionAnswer"}};
    route.problems = {404, 409, 412, 413, 415, 422, 503};
    if (rules.if_match_required || rules.check != nullptr) route.problems.push_back(428);
    return route;
}

}  // namespace sagaflow::api
