// `input` is a JSON Schema that can be used.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

// The place in the definition of a pointer into the schema, as deep as it leads.
Node descend(Model& model, Node node, const std::string& pointer) {
    std::size_t at = 0;
    while (at < pointer.size()) {
        const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
        const Json::json_pointer step(pointer.substr(at, end - at));
        const std::string& name = step.back();
        at = end;
        if (node->is_object() && node->contains(name)) {
            const auto found = node->find(name);
            node = model.arena.member(node, found.key(), *found);
        } else if (node->is_array() && !name.empty() && name.size() < 8 &&
                   name.find_first_not_of("0123456789") == std::string::npos &&
                   std::stoul(name) < node->size()) {
            node = model.arena.item(node, std::stoul(name), (*node)[std::stoul(name)]);
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
