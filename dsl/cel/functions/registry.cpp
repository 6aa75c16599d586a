#include "dsl/cel/functions/registry.hpp"

namespace sagaflow::cel {

Registry::Registry() {
    register_collections(*this);
    register_conversions(*this);
    register_format(*this);
    register_regex(*this);
    register_strings(*this);
    register_string_extensions(*this);
    register_time(*this);
}

const Registry& Registry::instance() {
    static const Registry registry;
    return registry;
}

const Function* Registry::find(std::string_view name, bool as_receiver) const {
    const Style wanted = as_receiver ? Style::kReceiver : Style::kGlobal;
    for (const Function& function : functions_) {
        if (function.name != name) continue;
        if (function.style == Style::kBoth || function.style == wanted) return &function;
    }
    return nullptr;
}

}  // namespace sagaflow::cel
