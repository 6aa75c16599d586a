// What an object cannot do without is there, and lists that decide something are not empty.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::required_members(RuleInput& input) {
    for (const ObjectNode& object : input.model.objects) {
        for (const Member& member : object.shape->members) {
            if (!member.required || object.node->contains(member.name)) continue;
            input.findings.error(
                at(object.node),
                std::string(object.shape->title) + " needs the member " + in_quotes(member.name)
            );
        }
    }
    for (const Value& value : input.model.values) {
        const bool list = value.kind == Kind::kObjectList || value.kind == Kind::kErrorPatterns;
        const bool empty_list = list && value.node->is_array() && value.node->empty();
        const bool empty_assign = value.kind == Kind::kAssign && value.member->required &&
                                  value.node->is_object() && value.node->empty();
        if (empty_list || empty_assign) {
            input.findings.error(
                at(value.node), in_quotes(value.member->name) + " must not be empty"
            );
        }
    }
}

}  // namespace sagaflow::dsl
