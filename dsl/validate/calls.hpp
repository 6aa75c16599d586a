// The calls of a definition: of tasks, undos and probes.
#pragma once

#include <string_view>
#include <vector>

#include "dsl/ast/model.hpp"

namespace sagaflow::dsl {

struct CallNode {
    Node node;  // the object with `call` and `with`
    std::string_view connector;
    const Json* with = nullptr;  // null where there is none
};
std::vector<CallNode> calls_of(const Model& model);

}  // namespace sagaflow::dsl
