// Members of what the engine supplies: instance.id and the like are a closed set.
#include "dsl/validate/rules.hpp"

#include <array>

namespace sagaflow::dsl {
namespace {

struct FixedMembers {
    std::string_view variable;
    std::vector<std::string_view> members;
};

const std::vector<FixedMembers>& fixed() {
    static const std::vector<FixedMembers> kFixed{
        {"instance", {"id", "key", "saga", "version", "startedAt", "now"}},
        {"step", {"key", "attempt"}},
        {"error", {"type", "message", "state", "status", "body", "outcome"}},
        {"response", {"status", "headers", "body"}}};
    return kFixed;
}

std::string list_of(const FixedMembers& known) {
    std::string text;
    for (const std::string_view member : known.members) {
        text +=
            (text.empty() ? "" : ", ") + std::string(known.variable) + "." + std::string(member);
    }
    return text;
}

void check_fixed(RuleInput& input, const ExpressionUse& use, const cel::Reference& reference) {
    if (reference.members.empty()) return;
    for (const FixedMembers& known : fixed()) {
        if (known.variable != reference.variable) continue;
        const std::string& name = reference.members.front();
        if (std::find(known.members.begin(), known.members.end(), name) != known.members.end()) {
            return;
        }
        input.findings.error(
            in_text(use.node, use.offset + reference.offset),
            "unknown member " + in_quotes(name) + " of " + in_quotes(known.variable) +
                input.suggest.suffix(known.variable, name, known.members),
            "there are " + list_of(known)
        );
    }
}

}  // namespace

void rule::fixed_members(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        for (const ExpressionUse& use : text.parsed.uses) {
            for (const cel::Reference& reference : use.expression->references()) {
                check_fixed(input, use, reference);
            }
        }
    }
}

}  // namespace sagaflow::dsl
