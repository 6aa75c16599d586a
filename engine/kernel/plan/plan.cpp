#include "engine/kernel/plan/plan.hpp"

#include <array>
#include <charconv>
#include <functional>

#include "engine/kernel/ledger/ledger.hpp"
#include "engine/kernel/plan/projection.hpp"
#include "engine/kernel/plan/summary.hpp"

namespace sagaflow::kernel {
namespace {

Json step_json(const StepRef& step) {
    Json json{{"step", step.state}, {"visit", step.visit}};
    if (!step.item.empty()) json["item"] = step.item;
    return json;
}

// Names only: where a secret goes is seen, what it is never.
Json secret_names(const std::vector<SecretUse>& secrets) {
    Json names = Json::array();
    for (const SecretUse& use : secrets) names.push_back(use.name);
    return names;
}

Json undos_json(const Projection& projection, InstanceId id) {
    Json list = Json::array();
    for (const PlannedUndo& undo : projection.undos()) {
        Json json = step_json(undo.step);
        json["call"] = undo.connector;
        json["idempotencyKey"] = idempotency_key(id, undo.step, CallKind::kUndo);
        json["rendered"] = undo.rendered;
        json["with"] = undo.with;
        if (!undo.secrets.empty()) json["secrets"] = secret_names(undo.secrets);
        if (!undo.when.empty()) json["when"] = undo.when;
        list.push_back(std::move(json));
    }
    return list;
}

Json calls_json(const std::vector<Effect>& effects) {
    Json list = Json::array();
    for (const Effect& effect : effects) {
        const auto* call = std::get_if<CallEffect>(&effect);
        if (call == nullptr) continue;
        Json json = step_json(call->step);
        json["kind"] = to_string(call->kind);
        json["call"] = call->connector;
        json["attempt"] = call->attempt;
        json["idempotencyKey"] = call->idempotency_key;
        json["with"] = call->with;
        if (!call->secrets.empty()) json["secrets"] = secret_names(call->secrets);
        list.push_back(std::move(json));
    }
    return list;
}

// Once for each step: the first reason is the nearest.
void add_skipped(Json& list, const StepRef& step, std::string_view why) {
    Json json = step_json(step);
    for (const Json& known : list) {
        if (known.at("step") == json.at("step") && known.at("visit") == json.at("visit")) return;
    }
    json["why"] = why;
    list.push_back(std::move(json));
}

// `acted` events are the action's own; the state is as of the end.
Json skipped_json(
    const std::vector<HistoryEvent>& events, std::size_t acted, const Projection& projection
) {
    Json list = Json::array();
    for (std::size_t i = 0; i < acted; ++i) {
        const HistoryEvent& event = events[i];
        const StepRef step{event.state, event.item, event.visit};
        if (event.type == EventType::kStepSkipped) {
            add_skipped(list, step, "it counts as done, with the given output");
        } else if (event.type == EventType::kStepAbandoned) {
            add_skipped(list, step, "what it waits for is given up");
        }
    }
    const bool undone = projection.state().error && !projection.undos().empty();
    if (!undone) return list;
    for (const UndoEntry& undo : projection.state().undos) {
        if (undo.phase == UndoPhase::kNotNeeded) {
            add_skipped(list, ref_of(undo), "it was not applied: there is nothing to undo");
        }
    }
    return list;
}

Json outstanding_json(const dsl::Program& program, const InstanceState& state) {
    Json list = Json::array();
    for (const LedgerEntry& entry : effects_left(program, state)) {
        Json json = step_json(entry.step);
        json["effect"] = to_string(entry.state);
        json["why"] = entry.why;
        list.push_back(std::move(json));
    }
    return list;
}

Json event_types(const std::vector<HistoryEvent>& events, std::size_t count) {
    Json list = Json::array();
    for (std::size_t i = 0; i < count; ++i) list.push_back(to_string(events[i].type));
    return list;
}

// The values that the operator's own event replaces, and by what; null: none.
Json changes_json(const std::vector<HistoryEvent>& events) {
    for (const HistoryEvent& event : events) {
        if (!event.data.is_object() || !event.data.contains("before")) continue;
        const Json& before = event.data.at("before");
        if (before.contains("with") && event.data.contains("with")) {
            return {
                {"before", {{"with", before.at("with")}}},
                {"after", {{"with", event.data.at("with")}}}};
        }
        if (event.type != EventType::kVariablesEdited) continue;
        Json after = Json::object();
        for (const char* name : {"set", "unset"}) {
            if (event.data.contains(name)) after[name] = event.data.at(name);
        }
        return {{"before", before}, {"after", std::move(after)}};
    }
    return nullptr;
}

Result<Json> unsealed(
    const dsl::Program& program,
    const InstanceState& state,
    const OperatorAsked& asked,
    std::string_view name,
    const Context& context
) {
    Projection projection(program, state, context);
    projection.act(asked);
    if (projection.out().refusal) return *projection.out().refusal;
    const std::size_t acted = projection.out().events.size();
    Json plan = Json::object();
    plan["action"] = name;
    plan["instance"] = state.id.text();
    plan["seq"] = state.seq;
    plan["at"] = format_timestamp(context.now);
    plan["status"] = to_string(state.status);
    plan["statusAfter"] = to_string(projection.state().status);
    plan["calls"] = calls_json(projection.out().effects);
    projection.follow_undo();
    const auto& events = projection.out().events;
    plan["statusAtEnd"] = to_string(projection.state().status);
    plan["undos"] = undos_json(projection, state.id);
    plan["moreUndos"] = projection.more_undos();
    plan["skipped"] = skipped_json(events, acted, projection);
    plan["outstanding"] = outstanding_json(program, projection.state());
    plan["events"] = event_types(events, acted);
    plan["changes"] = changes_json(events);
    return plan;
}

// A new instance has an id of its own: what is made of it cannot be shown yet.
Json calls_of_new_instance(const dsl::Program& program, const Step& started) {
    Json list = calls_json(started.effects);
    for (Json& call : list) {
        call.erase("idempotencyKey");
        const auto& task = std::get<dsl::TaskState>(program.find(call.at("step"))->kind);
        const bool own =
            dsl::reads(task.call.with, "instance") || dsl::reads(task.call.with, "step");
        call["rendered"] = !own;
        if (own) call["with"] = nullptr;
    }
    return list;
}

Json unsealed_start(
    const dsl::Program& program, const InstanceState& state, const Context& context
) {
    InstanceState fresh;
    Start start;
    start.input = state.input;
    start.key = state.key;
    start.restart_of = state.id.text();
    const Step started = step(program, fresh, start, {context.now, 0, context.environment, false});
    Json plan = Json::object();
    plan["action"] = "retry";
    plan["instance"] = state.id.text();
    plan["newInstance"] = true;
    plan["seq"] = state.seq;
    plan["at"] = format_timestamp(context.now);
    plan["status"] = to_string(state.status);
    plan["statusAfter"] = to_string(state.status);
    plan["statusAtEnd"] = to_string(state.status);
    plan["undos"] = Json::array();
    plan["moreUndos"] = 0;
    plan["calls"] = calls_of_new_instance(program, started);
    plan["skipped"] = Json::array();
    plan["outstanding"] = Json::array();
    plan["events"] = Json::array();
    plan["changes"] = nullptr;
    return plan;
}

// SEQ-TIME-DIGEST: the time tells for when the inputs were rendered, so that the same plan can be
// made again.
std::string seal(const Json& plan, const Json& arguments, Timestamp at) {
    const std::uint64_t digest = stable_hash(to_text(plan) + to_text(arguments));
    std::array<char, 17> hex{};
    const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), digest, 16).ptr;
    return std::to_string(plan.at("seq").get<std::uint64_t>()) + "-" + std::to_string(at.ms) + "-" +
           std::string(hex.data(), end);
}

struct Seal {
    std::uint64_t seq = 0;
    Timestamp at;
};

std::optional<Seal> read_seal(std::string_view hash) {
    Seal found;
    const char* end = hash.data() + hash.size();
    const auto seq = std::from_chars(hash.data(), end, found.seq);
    if (seq.ec != std::errc() || seq.ptr == end || *seq.ptr != '-') return std::nullopt;
    const auto at = std::from_chars(seq.ptr + 1, end, found.at.ms);
    if (at.ec != std::errc() || at.ptr == end || *at.ptr != '-') return std::nullopt;
    return found;
}

Status out_of_date(std::string why) {
    return Error{ErrorCode::kPreconditionFailed, std::move(why) + "; look at a new plan"};
}

// What is the same for both kinds of plan: `again` makes it anew for the time of the old one.
Status compare(
    const InstanceState& state,
    const Json& arguments,
    const std::string& hash,
    const std::function<Result<Json>(Timestamp)>& again
) {
    const auto found = read_seal(hash);
    if (!found) return out_of_date("Expected the `hash` of a plan of this instance");
    if (found->seq != state.seq) {
        return out_of_date(
            "Expected the instance to be where it was when the plan was made (event " +
            std::to_string(found->seq) + "), but it has moved on to event " +
            std::to_string(state.seq)
        );
    }
    const auto plan = again(found->at);
    if (!plan.ok()) return plan.error();
    if (seal(*plan, arguments, found->at) == hash) return ok_status();
    return out_of_date(
        "Expected the plan to be the one that was looked at, but the action, its arguments or the "
        "server's configuration differ"
    );
}

OperatorAsked without_words(OperatorAsked asked) {
    asked.reason.clear();
    asked.actor.clear();
    asked.bulk.clear();
    return asked;
}

}  // namespace

Result<Json> plan_action(
    const dsl::Program& program,
    const InstanceState& state,
    const OperatorAsked& asked,
    std::string_view name,
    const Context& context
) {
    const auto bare = unsealed(program, state, without_words(asked), name, context);
    if (!bare.ok()) return bare.error();
    auto plan = unsealed(program, state, asked, name, context);
    if (!plan.ok()) return plan.error();
    (*plan)["hash"] = seal(*bare, asked.arguments, context.now);
    (*plan)["summary"] = summary_of(*plan);
    return plan;
}

Result<Json> plan_start_anew(
    const dsl::Program& program, const InstanceState& state, const Context& context
) {
    Json plan = unsealed_start(program, state, context);
    plan["hash"] = seal(plan, Json(), context.now);
    plan["summary"] = summary_of(plan);
    return plan;
}

Status check_plan(
    const dsl::Program& program,
    const InstanceState& state,
    const OperatorAsked& asked,
    std::string_view name,
    const Context& context,
    const std::string& hash
) {
    return compare(state, asked.arguments, hash, [&](Timestamp at) {
        const Context then{at, 0, context.environment, false};
        return unsealed(program, state, without_words(asked), name, then);
    });
}

Status check_plan_to_start_anew(
    const dsl::Program& program,
    const InstanceState& state,
    const Context& context,
    const std::string& hash
) {
    return compare(state, Json(), hash, [&](Timestamp at) -> Result<Json> {
        return unsealed_start(program, state, {at, 0, context.environment, false});
    });
}

}  // namespace sagaflow::kernel
