// Operators' actions.
#include "engine/kernel/document.hpp"
#include "engine/kernel/plan/plan.hpp"
#include "engine/shard/action_plan.hpp"
#include "engine/shard/node.hpp"

namespace sagaflow {

void Node::begin_act(ActOnInstance command, Reply<Acted> reply) {
    auto shared = std::make_shared<std::pair<ActOnInstance, Reply<Acted>>>(
        std::move(command), std::move(reply)
    );
    core_.admit([this, shared] {
        core_.with_resident(shared->first.id, [this, shared](Result<Resident*> found) {
            if (found.ok())
                act_on(**found, std::move(shared->first), std::move(shared->second));
            else
                shared->second(found.error());
        });
    });
}

void Node::act_on(Resident& resident, ActOnInstance command, Reply<Acted> reply) {
    if (const Status fits = check_order(resident, command); !fits.ok()) {
        refuse_after_commits(std::move(command), std::move(reply), fits.error());
        return;
    }
    if (command.plan) {
        answer_plan(resident, std::move(command), std::move(reply));
        return;
    }
    if (restarts(resident.state, command.action)) {
        start_anew(resident, command, std::move(reply));
        return;
    }
    const kernel::Step step = core_.run(resident, asked_of(command), nullptr);
    if (step.refusal) {
        refuse_after_commits(std::move(command), std::move(reply), *step.refusal);
        return;
    }
    const Acted acted{resident.state.seq, kernel::instance_document(resident.state)};
    auto shared = std::make_shared<std::pair<ActOnInstance, Reply<Acted>>>(
        std::move(command), std::move(reply)
    );
    core_.after_commits([this, shared, acted](const store::CommitOutcome& outcome) {
        switch (outcome.outcome) {
            case store::CommitClass::kCommitted:
                shared->second(acted);
                return;
            // Certainly not done: decide anew over the state that is there.
            case store::CommitClass::kNotCommitted:
            case store::CommitClass::kConflict:
                begin_act(std::move(shared->first), std::move(shared->second));
                return;
            case store::CommitClass::kOwnershipLost:
                if (ownership_.owns(shared->first.id.shard())) {  // another shard of the batch
                    begin_act(std::move(shared->first), std::move(shared->second));
                    return;
                }
                shared->second(Error{
                    ErrorCode::kNotOwner, "Another node took over the shard; try again"});
                return;
            default:
                break;
        }
        shared->second(Error{
            ErrorCode::kUnavailable,
            "The database is away, and whether the action was taken is not known; look at the "
            "instance before you ask again"});
    });
}

// What was decided about must still hold, and what was given must be of use.
Status Node::check_order(const Resident& resident, const ActOnInstance& command) const {
    if (command.if_seq && *command.if_seq != resident.state.seq) {
        return Error{
            ErrorCode::kPreconditionFailed,
            "Expected the instance at \"" + std::to_string(*command.if_seq) +
                "\", but it has moved on to \"" + std::to_string(resident.state.seq) +
                "\"; look at it again"};
    }
    if (const Status fits = check_given_input(resident, command); !fits.ok()) return fits;
    return command.plan ? ok_status() : check_plan(resident, command);
}

Result<Json> Node::make_plan(const Resident& resident, const ActOnInstance& command) const {
    return plan_of(*resident.program, resident.state, command, {loop_.now(), 0, environment_});
}

Status Node::check_plan(const Resident& resident, const ActOnInstance& command) const {
    if (!command.plan_hash) return ok_status();
    const kernel::Context context{loop_.now(), 0, environment_};
    const std::string& hash = *command.plan_hash;
    if (restarts(resident.state, command.action)) {
        return kernel::check_plan_to_start_anew(*resident.program, resident.state, context, hash);
    }
    return kernel::check_plan(
        *resident.program,
        resident.state,
        asked_of(command),
        to_string(command.action),
        context,
        hash
    );
}

// Input that an operator gives is held against its connector before anything happens: after the
// act it would only fail, and the instance would be where it was before. What the action itself is
// refused for is told by the action.
Status Node::check_given_input(const Resident& resident, const ActOnInstance& command) const {
    const Json& arguments = command.arguments;
    if (!arguments.is_object() || !arguments.contains("with")) return ok_status();
    const auto plan = make_plan(resident, command);
    if (!plan.ok()) return ok_status();
    for (const Json& call : plan->at("calls")) {
        if (call.at("with") != arguments.at("with")) continue;
        CallRequest request;
        request.instance = command.id;
        request.state = call.at("step").get<std::string>();
        request.with = call.at("with");
        for (const Json& name : call.value("secrets", Json::array())) {
            request.secrets.emplace_back().name = name.get<std::string>();
        }
        const std::string why = calls_.objection(call.at("call"), request);
        if (!why.empty()) return Error{ErrorCode::kUnprocessable, why};
    }
    return ok_status();
}

// Nothing is written; but what the plan speaks of may still be on its way to the database.
void Node::answer_plan(Resident& resident, ActOnInstance command, Reply<Acted> reply) {
    auto plan = make_plan(resident, command);
    if (!plan.ok()) {
        refuse_after_commits(std::move(command), std::move(reply), plan.error());
        return;
    }
    const Acted planned{resident.state.seq, std::move(*plan)};
    auto shared = std::make_shared<std::pair<ActOnInstance, Reply<Acted>>>(
        std::move(command), std::move(reply)
    );
    core_.after_commits([this, shared, planned](const store::CommitOutcome& outcome) {
        if (outcome.outcome == store::CommitClass::kCommitted)
            shared->second(planned);
        else
            begin_act(std::move(shared->first), std::move(shared->second));
    });
}

// A refusal speaks of the instance's state, which may not be durable yet.
void Node::refuse_after_commits(ActOnInstance command, Reply<Acted> reply, Error refusal) {
    auto shared = std::make_shared<std::pair<ActOnInstance, Reply<Acted>>>(
        std::move(command), std::move(reply)
    );
    core_.after_commits([this, shared, refusal](const store::CommitOutcome& outcome) {
        if (outcome.outcome == store::CommitClass::kCommitted)
            shared->second(refusal);
        else
            begin_act(std::move(shared->first), std::move(shared->second));
    });
}

// After a full undo, "retry" is a new instance with the same input, linked to the old one.
void Node::start_anew(Resident& resident, const ActOnInstance& command, Reply<Acted> reply) {
    if (const auto refusal = refuse_restart(command)) {
        refuse_after_commits(command, std::move(reply), *refusal);
        return;
    }
    StartDesk::Request request;
    request.program = resident.program;
    request.command.saga = resident.state.saga;
    request.command.input = resident.state.input;
    request.command.traceparent = resident.state.traceparent;
    request.key = resident.state.key;
    request.restart_of = command.id.text();
    // Asked twice, it is started anew once.
    request.command.request_key = "restart-of:" + request.restart_of;
    request.actor = command.actor;
    request.reason = command.reason;
    const std::string old = request.restart_of;
    starts_.start(std::move(request), [reply, old](Result<Started> started) {
        if (!started.ok()) {
            reply(started.error());
        } else if (!started->created && started->document.value("restartOf", Json()) != old) {
            reply(Error{
                ErrorCode::kConflict,
                "Expected the business key to be free, but the instance " + started->id.text() +
                    " holds it"});
        } else {
            reply(Acted{started->seq, std::move(started->document)});
        }
    });
}

}  // namespace sagaflow
