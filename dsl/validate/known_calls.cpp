// `call` names a connector that this version has.
#include "dsl/validate/rules.hpp"

#include <array>

namespace sagaflow::dsl {
namespace {

constexpr std::array<std::string_view, 2> kConnectors{"http", "noop"};
constexpr std::array<std::string_view, 2> kLater{"publish", "worker"};

template <typename List>
bool contains(const List& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

void rule::known_calls(RuleInput& input) {
    const std::vector<std::string_view> known(kConnectors.begin(), kConnectors.end());
    for (const Value& value : input.model.values) {
        if (value.kind != Kind::kConnector || !value.node->is_string()) continue;
        const auto& name = value.node->get_ref<const std::string&>();
        if (contains(kConnectors, name)) continue;
        if (contains(kLater, name)) {
            input.findings.error(
                at(value.node),
                "'call' " + in_quotes(name) + " is not available in this version yet",
                "this version has http and noop"
            );
        } else {
            input.findings.error(
                at(value.node),
                "unknown call " + in_quotes(name) + input.suggest.suffix("call", name, known),
                "this version has http and noop"
            );
        }
    }
}

}  // namespace sagaflow::dsl
