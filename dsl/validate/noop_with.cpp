// What a call of `noop` is made of: the result that it gives, or the error that it fails with.
#include "dsl/validate/calls.hpp"
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

void check_noop_members(RuleInput& input, const Node& with) {
    const std::vector<std::string_view> known{"result", "fail", "outcome"};
    for (const auto& [name, value] : with->items()) {
        const Node member = input.model.arena.member(with, name, value);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            input.findings.error(
                at_name(member),
                "unknown member " + in_quotes(name) + " in the 'with' of noop" +
                    input.suggest.suffix("noop", name, known),
                "allowed: result, fail, outcome; data goes into 'result'"
            );
        } else if (name != "result" && !value.is_string() && !value.is_null()) {
            input.findings.error(at(member), in_quotes(name) + " must be a text");
        }
    }
}

}  // namespace

void rule::noop_with(RuleInput& input) {
    for (const CallNode& call : calls_of(input.model)) {
        if (call.connector != "noop" || call.with == nullptr || call.with->is_null()) continue;
        const Node with = input.model.child(call.node, "with");
        const bool is_template = with->is_string() && with->get_ref<const std::string&>().find("${"
                                                      ) != std::string::npos;
        if (with->is_object()) {
            check_noop_members(input, with);
        } else if (!is_template) {
            input.findings.error(at(with), "'with' of noop must be an object");
        }
    }
}

}  // namespace sagaflow::dsl
