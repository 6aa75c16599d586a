#include "dsl/validate/rules.hpp"

#include <array>

namespace sagaflow::dsl {

std::span<const Rule> rules() {
    static constexpr std::array kRules{
        Rule{"limits", rule::limits},
        Rule{"member_types", rule::member_types},
        Rule{"unknown_members", rule::unknown_members},
        Rule{"required_members", rule::required_members},
        Rule{"either_or", rule::either_or},
        Rule{"state_types", rule::state_types},
        Rule{"not_yet", rule::not_yet},
        Rule{"names", rule::names},
        Rule{"numbers", rule::numbers},
        Rule{"durations", rule::durations},
        Rule{"retry_policies", rule::retry_policies},
        Rule{"error_names", rule::error_names},
        Rule{"input_schema_valid", rule::input_schema_valid},
        Rule{"key_scope", rule::key_scope},
        Rule{"next_targets", rule::next_targets},
        Rule{"otherwise_required", rule::otherwise_required},
        Rule{"receive_timeout", rule::receive_timeout},
        Rule{"reachable", rule::reachable},
        Rule{"cycles_with_exit", rule::cycles_with_exit},
        Rule{"event_handlers", rule::event_handlers},
        Rule{"catches", rule::catches},
        Rule{"effect_declared", rule::effect_declared},
        Rule{"pivot_order", rule::pivot_order},
        Rule{"undo_settings", rule::undo_settings},
        Rule{"probe_answers", rule::probe_answers},
        Rule{"known_calls", rule::known_calls},
        Rule{"http_with", rule::http_with},
        Rule{"noop_with", rule::noop_with},
        Rule{"connections", rule::connections},
        Rule{"expressions", rule::expressions},
        Rule{"names_in_scope", rule::names_in_scope},
        Rule{"secrets_only_in_with", rule::secrets_only_in_with},
        Rule{"step_references", rule::step_references},
        Rule{"variables_assigned", rule::variables_assigned},
        Rule{"fixed_members", rule::fixed_members},
        Rule{"configured_names", rule::configured_names}};
    return kRules;
}

}  // namespace sagaflow::dsl
