// config.NAME and secret.NAME are in the server's configuration. Not checked where it is not known.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

using NameSet = std::unordered_set<std::string>;

void check_configured(
    RuleInput& input,
    const Place& place,
    const NameSet& names,
    std::string_view what,
    const std::string& name
) {
    if (names.contains(name)) return;
    std::vector<std::string_view> known(names.begin(), names.end());
    std::sort(known.begin(), known.end());
    input.findings.error(
        place,
        "unknown " + std::string(what) + " " + in_quotes(name) +
            input.suggest.suffix(what, name, known),
        "add it to '" + std::string(what) + "s' of the server's configuration file"
    );
}

}  // namespace

void rule::configured_names(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        if (input.options.secrets != nullptr) {
            for (const SecretName& secret : text.parsed.secrets) {
                check_configured(
                    input,
                    in_text(secret.node, secret.offset),
                    *input.options.secrets,
                    "secret",
                    secret.name
                );
            }
        }
        if (input.options.parameters == nullptr) continue;
        for (const ExpressionUse& use : text.parsed.uses) {
            for (const cel::Reference& reference : use.expression->references()) {
                if (reference.variable != "config" || reference.members.empty()) continue;
                check_configured(
                    input,
                    in_text(use.node, use.offset + reference.offset),
                    *input.options.parameters,
                    "parameter",
                    reference.members.front()
                );
            }
        }
    }
}

}  // namespace sagaflow::dsl
