#include <algorithm>

#include "api/actions.hpp"
#include "api/body/members.hpp"
#include "api/routes/table.hpp"

namespace sagaflow::api {
namespace {

bool is_variable_name(const std::string& name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    const bool digit_first = !name.empty() && name.front() >= '0' && name.front() <= '9';
    return !name.empty() && name.size() <= limits::kNameBytesMax && !digit_first &&
           std::all_of(name.begin(), name.end(), fits);
}

void check_name(Members& members, const char* where, const std::string& name) {
    if (is_variable_name(name)) return;
    members.refuse(
        where,
        "Expected names of variables in \"" + std::string(where) + "\", but got \"" +
            shortened(name) + "\"",
        "letters, digits and _, at most " + std::to_string(limits::kNameBytesMax) +
            ", no digit first"
    );
}

// True when it names something to set.
bool check_set(Members& members) {
    const Json* set = members.find("set");
    if (set == nullptr || set->is_null()) return false;
    if (!set->is_object()) {
        members.refuse("set", "Expected an object of names and values in \"set\"");
        return true;
    }
    for (const auto& [name, value] : set->items()) check_name(members, "set", name);
    return !set->empty();
}

bool check_unset(Members& members) {
    const Json* unset = members.find("unset");
    if (unset == nullptr || unset->is_null()) return false;
    const bool names = unset->is_array() && std::all_of(unset->begin(), unset->end(), [](auto& n) {
                           return n.is_string();
                       });
    if (!names) {
        members.refuse("unset", "Expected a list of names in \"unset\"");
        return true;
    }
    for (const Json& name : *unset) check_name(members, "unset", name.get<std::string>());
    return !unset->empty();
}

bool check_variables(Members& members, const Json&) {
    const bool sets = check_set(members);
    const bool removes = check_unset(members);
    if (!sets && !removes) {
        members.refuse("set", "Expected something to change in \"set\" or \"unset\"");
    }
    return false;
}

const ActionRules& variables_rules() {
    static const ActionRules kRules{
        Action::kVariables, {"set", "unset"}, true, false, check_variables};
    return kRules;
}

Response handle_variables(Call& call) { return act(call, variables_rules()); }

}  // namespace

Route variables_route() {
    return action_route(
        variables_rules(),
        handle_variables,
        "Change variables",
        "`set` gives values by name, `unset` removes names. What was rendered before stays as it "
        "is. Refused with 409 once the instance has ended.",
        "VariablesRequest"
    );
}

}  // namespace sagaflow::api
