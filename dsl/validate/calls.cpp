#include "dsl/validate/calls.hpp"

namespace sagaflow::dsl {

std::vector<CallNode> calls_of(const Model& model) {
    std::vector<CallNode> calls;
    for (const ObjectNode& object : model.objects) {
        if (object.shape->find("call") == nullptr) continue;
        const std::string* connector = text_of(*object.node, "call");
        if (connector == nullptr) continue;
        calls.push_back({object.node, *connector, member_of(*object.node, "with")});
    }
    return calls;
}

}  // namespace sagaflow::dsl
