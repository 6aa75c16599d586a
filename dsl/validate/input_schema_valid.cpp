// `input` is a JSON Schema that can be used.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

// The item that a step of a pointer names; null when it names none.
const Json* item_of(const Json& list, const std::string& step) {
    constexpr std::size_t kDigitsMax = 7;
    const bool number = !step.empty() && step.size() <= kDigitsMax &&
                        step.find_first_not_of("0123456789") == std::string::npos;
    if (!list.is_array() || !number) return nullptr;
    const std::size_t index = std::stoul(step);
    return index < list.size() ? &list[index] : nullptr;
}

// The place in the definition of a pointer into the schema, as deep as it leads.
Node descend(Model& model, Node node, const std::string& pointer) {
    std::size_t start = 0;
    while (start < pointer.size()) {
        const std::size_t end = std::min(pointer.find('/', start + 1), pointer.size());
        const std::string step = Json::json_pointer(pointer.substr(start, end - start)).back();
        start = end;
        if (node->is_object() && node->contains(step)) {
            const auto found = node->find(step);
            node = model.arena.member(node, found.key(), *found);
        } else if (const Json* item = item_of(*node, step)) {
            node = model.arena.item(node, std::stoul(step), *item);
        } else {
            break;
        }
    }
    return node;
}

}  // namespace

void rule::input_schema_valid(RuleInput& input) {
    if (input.model.input_schema.problems.empty()) return;
    const Node schema = input.model.child(input.model.root, "input");
    for (const InputProblem& problem : input.model.input_schema.problems) {
        input.findings.error(
            at(descend(input.model, schema, problem.pointer)),
            "'input' cannot be used as JSON Schema: " + problem.message,
            "draft 7, see https://json-schema.org"
        );
    }
}

}  // namespace sagaflow::dsl
