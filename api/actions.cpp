#include "api/actions.hpp"

#include "api/body/json_body.hpp"
#include "api/body/members.hpp"
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
        "Expected If-Match with the instance's ETag: " + std::string(to_string(action)) +
        " cannot be taken back, so say which state of the instance you decided on";
    return problem;
}

struct Order {
    ActOnInstance command;
    bool if_match_required = false;
};

Checked<Order> read_body(const Call& call, const ActionRules& rules) {
    const EmptyBody empty = rules.reason_required ? EmptyBody::kRefused : EmptyBody::kIsObject;
    auto body = read_object_body(call.request, limits::kRequestBytesMax, empty);
    if (!body.ok()) return body.problem();
    std::vector<std::string> known = rules.members;
    known.emplace_back("reason");
    Members members(*body, std::move(known));
    Order order;
    order.command.action = rules.action;
    if (rules.reason_required) {
        order.command.reason = members.required_text(
            "reason", limits::kReasonBytesMax, "say why; it goes into the history"
        );
    } else {
        order.command.reason = members.text("reason", limits::kReasonBytesMax).value_or("");
    }
    order.if_match_required = rules.if_match_required;
    if (rules.check != nullptr && rules.check(members, *body)) order.if_match_required = true;
    if (!members.ok()) return members.problem();
    body->erase("reason");
    order.command.arguments = std::move(*body);
    return order;
}

Checked<ActOnInstance> read_order(const Call& call, const ActionRules& rules) {
    const Parameters parameters(call.request.query(), {});
    if (!parameters.ok()) return parameters.problem();
    auto id = instance_id_in(call);
    if (!id.ok()) return id.problem();
    auto order = read_body(call, rules);
    if (!order.ok()) return order.problem();
    auto if_match = read_if_match(call.request);
    if (!if_match.ok()) return if_match.problem();
    if (order->if_match_required && !*if_match) return if_match_missing(rules.action);
    order->command.id = *id;
    order->command.if_seq = *if_match;
    order->command.actor = "api@" + call.request.remote_address;
    return std::move(order->command);
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

Response act(Call& call, const ActionRules& rules) {
    auto command = read_order(call, rules);
    if (!command.ok()) return call.refuse(command.problem());
    const InstanceId id = command->id;
    log_action(call, *command);
    PendingReply<Acted> pending;
    const Deadline deadline = deadline_in_ms(call.context.settings.request_deadline_ms);
    call.context.engine.act(std::move(*command), pending.callback());
    auto answer = pending.wait_until(deadline);
    if (!answer) return call.refuse(outcome_pending());
    if (answer->ok()) return acted_response(id, answer->value());
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
    route.parameters = {if_match_doc(rules.if_match_required)};
    route.body = BodyDoc{{"application/json"}, std::move(body_schema), rules.reason_required};
    route.responses = {{200, "Done; the instance after it.", "application/json", "Instance"}};
    route.problems = {404, 409, 412, 413, 415, 422, 503};
    if (rules.if_match_required || rules.check != nullptr) route.problems.push_back(428);
    return route;
}

}  // namespace sagaflow::api
