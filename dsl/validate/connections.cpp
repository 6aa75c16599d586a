// Connections that are written out are in the server's configuration and serve this connector.
// Not checked where the configuration is not known.
#include "dsl/validate/calls.hpp"
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {

void rule::connections(RuleInput& input) {
    if (input.options.connections == nullptr) return;
    std::vector<std::string_view> known;
    for (const auto& [name, traits] : *input.options.connections) known.push_back(name);
    std::sort(known.begin(), known.end());
    for (const CallNode& call : calls_of(input.model)) {
        if (call.with == nullptr) continue;
        const std::string* name = text_of(*call.with, "connection");
        if (name == nullptr || name->find("${") != std::string::npos) continue;
        const Node with = input.model.child(call.node, "with");
        const Node node = input.model.child(with, "connection");
        const auto found = input.options.connections->find(*name);
        if (found == input.options.connections->end()) {
            input.findings.error(
                at(node),
                "unknown connection " + in_quotes(*name) +
                    input.suggest.suffix("connections", *name, known),
                "add it to 'connections' of the server's configuration file"
            );
        } else if (found->second.connector != call.connector) {
            input.findings.error(
                at(node),
                "the connection " + in_quotes(*name) + " is of type " +
                    in_quotes(found->second.connector) + ", the call is " +
                    in_quotes(call.connector)
            );
        }
    }
}

}  // namespace sagaflow::dsl
