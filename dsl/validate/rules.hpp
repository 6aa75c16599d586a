// The rules of the language: one function and one file each, run in order over the whole model.
// Every rule reports all that it finds; none stops another.
#pragma once

#include <span>
#include <string_view>

#include "dsl/ast/model.hpp"
#include "dsl/definition.hpp"
#include "dsl/parse/findings.hpp"
#include "dsl/validate/did_you_mean.hpp"

namespace sagaflow::dsl {

struct RuleInput {
    Model& model;
    const CheckOptions& options;
    Findings& findings;
    DidYouMean& suggest;
};

using RuleFunction = void (*)(RuleInput&);
struct Rule {
    std::string_view name;  // the file's name
    RuleFunction check;
};
std::span<const Rule> rules();

namespace rule {

// --- shape
void limits(RuleInput& input);
void member_types(RuleInput& input);
void unknown_members(RuleInput& input);
void required_members(RuleInput& input);
void either_or(RuleInput& input);
void state_types(RuleInput& input);
void not_yet(RuleInput& input);
void names(RuleInput& input);
void numbers(RuleInput& input);
void durations(RuleInput& input);
void retry_policies(RuleInput& input);
void error_names(RuleInput& input);
void input_schema_valid(RuleInput& input);
void key_scope(RuleInput& input);
// --- flow
void next_targets(RuleInput& input);
void otherwise_required(RuleInput& input);
void receive_timeout(RuleInput& input);
void reachable(RuleInput& input);
void cycles_with_exit(RuleInput& input);
void event_handlers(RuleInput& input);
void catches(RuleInput& input);
// --- effects
void effect_declared(RuleInput& input);
void pivot_order(RuleInput& input);
void undo_settings(RuleInput& input);
void probe_answers(RuleInput& input);
// --- calls
void known_calls(RuleInput& input);
void http_with(RuleInput& input);
void noop_with(RuleInput& input);
void connections(RuleInput& input);
// --- expressions
void expressions(RuleInput& input);
void names_in_scope(RuleInput& input);
void secrets_only_in_with(RuleInput& input);
void step_references(RuleInput& input);
void variables_assigned(RuleInput& input);
void fixed_members(RuleInput& input);
void configured_names(RuleInput& input);

}  // namespace rule
}  // namespace sagaflow::dsl
