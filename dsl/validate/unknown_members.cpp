// No member that the language does not know: a misspelt one would be silently without effect.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::unknown_members(RuleInput& input) {
    for (const ObjectNode& object : input.model.objects) {
        std::vector<std::string_view> known;
        std::string list;
        for (const Member& member : object.shape->members) {
            known.push_back(member.name);
            list += (list.empty() ? "" : ", ") + std::string(member.name);
        }
        for (const auto& [name, json] : object.node->items()) {
            if (object.shape->find(name) != nullptr) continue;
            input.findings.error(
                at_name(input.model.arena.member(object.node, name, json)),
                "unknown member " + in_quotes(name) + " in " + std::string(object.shape->title) +
                    input.suggest.suffix(object.shape->title, name, known),
                "allowed: " + list
            );
        }
    }
}

}  // namespace sagaflow::dsl
