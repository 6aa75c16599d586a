// No entry of `catch` stands behind another that takes all of its errors.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

// Errors that an unconditional entry takes: what follows never sees them.
void take(const Json& entry, std::unordered_set<std::string_view>& taken) {
    const Json* errors = member_of(entry, "errors");
    if (errors == nullptr || !errors->is_array() || member_of(entry, "when") != nullptr) return;
    for (const Json& error : *errors) {
        if (error.is_string()) taken.insert(error.get_ref<const std::string&>());
    }
}

bool is_taken(std::string_view error, const std::unordered_set<std::string_view>& taken) {
    if (taken.contains("*") || taken.contains(error)) return true;
    const bool client = error.starts_with("http.4");
    return (client || error.starts_with("http.5")) &&
           taken.contains(client ? "http.4xx" : "http.5xx");
}

bool is_shadowed(const Json& entry, const std::unordered_set<std::string_view>& taken) {
    const Json* errors = member_of(entry, "errors");
    if (errors == nullptr || !errors->is_array() || errors->empty()) return false;
    return std::all_of(errors->begin(), errors->end(), [&](const Json& error) {
        return error.is_string() && is_taken(error.get_ref<const std::string&>(), taken);
    });
}

}  // namespace

void rule::catches(RuleInput& input) {
    for (const Value& value : input.model.values) {
        if (value.kind != Kind::kObjectList || value.member->name != "catch") continue;
        if (!value.node->is_array()) continue;
        std::unordered_set<std::string_view> taken;
        for (std::size_t i = 0; i < value.node->size(); ++i) {
            const Json& entry = (*value.node)[i];
            if (is_shadowed(entry, taken)) {
                input.findings.warning(
                    at(input.model.arena.item(value.node, i, entry)),
                    "this entry is never reached: earlier ones take all of its errors",
                    "put the narrower entry first"
                );
            }
            take(entry, taken);
        }
    }
}

}  // namespace sagaflow::dsl
