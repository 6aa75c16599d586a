#include "dsl/compile/compile.hpp"

#include "dsl/compile/read.hpp"
#include "dsl/compile/state_compiler.hpp"
#include "dsl/definition.hpp"

namespace sagaflow::dsl {
namespace {

Compensation compensation_of(const Json& root) {
    Compensation made;
    const Json* written = member_of(root, "compensation");
    if (written == nullptr) return made;
    const std::string* order = text_of(*written, "order");
    if (order != nullptr && *order == "sequential") made.order = CompensationOrder::kSequential;
    if (const Json* concurrency = member_of(*written, "concurrency")) {
        made.concurrency = concurrency->get<std::size_t>();
    }
    return made;
}

}  // namespace

ProgramPtr compile(const Model& model, Json root) {
    auto made = std::make_shared<Program>();
    const Json& definition = *model.root;
    made->saga = definition.at("saga").get<std::string>();
    made->content_hash = content_hash(definition);
    if (const Json* schema = member_of(definition, "input")) {
        made->input_schema = *schema;
        made->input_checker = model.input_schema.schema;
    }
    if (const Json* key = member_of(definition, "key")) made->key = model.templates.at(key);
    made->key_for_ever = text_of(definition, "keyScope") != nullptr;
    made->timeout = duration_of(definition, "timeout");
    if (const std::string* on_failure = text_of(definition, "onFailure")) {
        made->on_failure = on_exhausted_from(*on_failure);
    }
    made->compensation = compensation_of(definition);
    made->start = model.start;
    const StateCompiler states(model, made->on_failure);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        made->states.push_back(states.compile(i));
        made->index.emplace(model.states[i].name, i);
    }
    made->source = std::move(root);
    return made;
}

}  // namespace sagaflow::dsl
