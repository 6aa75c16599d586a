#include "dsl/compile/state_compiler.hpp"

#include "dsl/compile/read.hpp"

namespace sagaflow::dsl {
namespace {

Effect effect_from(const Json& task) {
    const std::string* effect = text_of(task, "effect");
    if (effect == nullptr) return Effect::kReversible;
    if (*effect == "none") return Effect::kNone;
    if (*effect == "pivot") return Effect::kPivot;
    ENSURE(*effect == "retriable", *effect);
    return Effect::kRetriable;
}

std::string text_or_empty(const Json& object, std::string_view name) {
    const std::string* text = text_of(object, name);
    return text == nullptr ? std::string() : *text;
}

}  // namespace

StateCompiler::StateCompiler(const Model& model, OnExhausted on_failure)
    : model_(model), policies_(*model.root), on_failure_(on_failure) {}

State StateCompiler::compile(std::size_t index) const {
    const StateNode& node = model_.states[index];
    const Json& json = *node.node;
    State state{std::string(node.name), index, SetState{}};
    if (node.type->name == "task") state.kind = task(json);
    if (node.type->name == "choice") state.kind = choice(json);
    if (node.type->name == "wait") state.kind = wait(json);
    if (node.type->name == "receive") state.kind = receive(json);
    if (node.type->name == "set") state.kind = set(json);
    if (node.type->name == "succeed") state.kind = succeed(json);
    if (node.type->name == "fail") state.kind = fail(json);
    ENSURE(type_name(state) == node.type->name, node.type->name);
    return state;
}

TaskState StateCompiler::task(const Json& state) const {
    TaskState made;
    made.call = call(state, policies_.for_task(state));
    made.output = template_of(state, "output");
    if (const Json* list = member_of(state, "catch")) {
        for (const Json& entry : *list) made.catches.push_back(catch_entry(entry));
    }
    if (const Json* undo = member_of(state, "compensate")) {
        made.compensate = call(*undo, policies_.for_undo(*undo));
    }
    if (const Json* probe = member_of(state, "probe")) {
        made.probe = call(*probe, policies_.for_task(*probe));
    }
    for (const std::optional<Call>* call : {&made.compensate, &made.probe}) {
        if (!made.compensate || !*call) continue;
        made.undo_reads_vars = made.undo_reads_vars || reads((*call)->with, "vars");
        made.undo_reads_steps = made.undo_reads_steps || reads((*call)->with, "steps");
    }
    made.effect = effect_from(state);
    // A retriable task is never given up: it waits for an operator.
    made.on_exhausted = made.effect == Effect::kRetriable ? OnExhausted::kPark : on_failure_;
    if (const std::string* text = text_of(state, "onExhausted")) {
        made.on_exhausted = on_exhausted_from(*text);
    }
    made.undo_on_failed = flag_of(state, "undoOnFailed", false);
    made.assign = assignments_of(state);
    made.next = target_of(state, "next");
    return made;
}

Call StateCompiler::call(const Json& object, RetryPolicy retry) const {
    Call made;
    made.connector = object.at("call").get<std::string>();
    if (const Json* with = member_of(object, "with")) {
        const std::string* connection = text_of(*with, "connection");
        if (connection != nullptr && connection->find("${") == std::string::npos) {
            made.connection = *connection;
        }
    }
    made.with = template_of(object, "with");
    made.timeout = duration_of(object, "timeout");
    if (const Json* defaults = member_of(*model_.root, "defaults"); defaults && !made.timeout) {
        made.timeout = duration_of(*defaults, "timeout");
    }
    made.retry = std::move(retry);
    made.ok = expression_of(object, "ok");
    return made;
}

Catch StateCompiler::catch_entry(const Json& entry) const {
    return {
        entry.at("errors").get<std::vector<std::string>>(),
        expression_of(entry, "when"),
        assignments_of(entry),
        target_of(entry, "next")};
}

ChoiceState StateCompiler::choice(const Json& state) const {
    ChoiceState made;
    for (const Json& entry : state.at("choices")) {
        made.choices.push_back({expression_of(entry, "when"), target_of(entry, "next")});
    }
    made.otherwise = optional_target(state, "otherwise");
    return made;
}

WaitState StateCompiler::wait(const Json& state) const {
    return {template_of(state, "for"), template_of(state, "until"), target_of(state, "next")};
}

ReceiveState StateCompiler::receive(const Json& state) const {
    ReceiveState made;
    for (const Json& entry : state.at("on")) made.handlers.push_back(handler(entry));
    const Json& timeout = state.at("timeout");
    if (timeout.is_object()) made.timeout = receive_timeout(timeout);
    if (const auto keep = duration_of(state, "keep")) made.keep = *keep;
    return made;
}

Handler StateCompiler::handler(const Json& entry) const {
    return {
        entry.at("event").get<std::string>(),
        template_of(entry, "key"),
        expression_of(entry, "when"),
        assignments_of(entry),
        optional_target(entry, "next"),
        text_or_empty(entry, "error")};
}

ReceiveTimeout StateCompiler::receive_timeout(const Json& timeout) const {
    return {
        template_of(timeout, "after"),
        template_of(timeout, "at"),
        optional_target(timeout, "next"),
        text_or_empty(timeout, "error")};
}

SetState StateCompiler::set(const Json& state) const {
    return {assignments_of(state), target_of(state, "next")};
}

SucceedState StateCompiler::succeed(const Json& state) const {
    return {template_of(state, "output")};
}

FailState StateCompiler::fail(const Json& state) const {
    return {
        state.at("error").get<std::string>(),
        template_of(state, "message"),
        flag_of(state, "compensate", true)};
}

TemplatePtr StateCompiler::template_of(const Json& object, std::string_view name) const {
    const Json* json = member_of(object, name);
    if (json == nullptr) return nullptr;
    const TemplatePtr& compiled = model_.templates.at(json);
    ENSURE(compiled != nullptr, name);
    return compiled;
}

ExpressionPtr StateCompiler::expression_of(const Json& object, std::string_view name) const {
    const Json* json = member_of(object, name);
    if (json == nullptr) return nullptr;
    const ExpressionPtr& compiled = model_.expressions.at(json);
    ENSURE(compiled != nullptr, name);
    return compiled;
}

Assignments StateCompiler::assignments_of(const Json& object) const {
    Assignments made;
    const Json* assign = member_of(object, "assign");
    if (assign == nullptr) return made;
    for (const auto& [name, value] : assign->items()) {
        made.emplace_back(name, template_of(*assign, name));
    }
    return made;
}

StateIndex StateCompiler::target_of(const Json& object, std::string_view name) const {
    const std::string* text = text_of(object, name);
    ENSURE(text != nullptr, name);
    return model_.state_index.at(*text);
}

std::optional<StateIndex> StateCompiler::optional_target(const Json& object, std::string_view name)
    const {
    if (member_of(object, name) == nullptr) return std::nullopt;
    return target_of(object, name);
}

}  // namespace sagaflow::dsl
