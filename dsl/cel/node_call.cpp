#include "dsl/cel/node_call.hpp"

#include <array>

namespace sagaflow::cel {
namespace {

struct CallNode final : Node {
    CallNode(const Function& called, std::vector<NodePtr> parts)
        : function(called), arguments(std::move(parts)) {
        kind = function.result;
    }
    Value evaluate(Frame& frame) const override {
        if (!frame.charge(1)) return frame.spent_error();
        std::array<Value, kArgumentsMax> scratch;
        std::array<const Value*, kArgumentsMax> values{};
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            values[i] = &read(*arguments[i], frame, scratch[i]);
            if (values[i]->is_error()) return *values[i];
        }
        return function.call(frame, Arguments(values.data(), arguments.size()));
    }
    const Function& function;  // of the registry, which lives as long as the process
    std::vector<NodePtr> arguments;
};

}  // namespace

NodePtr make_call(const Function& function, std::vector<NodePtr> arguments) {
    return std::make_unique<CallNode>(function, std::move(arguments));
}

}  // namespace sagaflow::cel
