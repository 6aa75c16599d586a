// Numbers are within their bounds, and texts of a fixed set are of that set.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

void integer(RuleInput& input, const Value& value) {
    const auto number = value.node->get<std::int64_t>();
    const Member& member = *value.member;
    if (number >= member.minimum && number <= member.maximum) return;
    input.findings.error(
        at(value.node),
        in_quotes(member.name) + " must be between " + std::to_string(member.minimum) + " and " +
            std::to_string(member.maximum)
    );
}

void one_of(RuleInput& input, const Value& value) {
    const auto& text = value.node->get_ref<const std::string&>();
    std::vector<std::string_view> known;
    std::string list;
    std::string_view rest = value.member->allowed;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        known.push_back(rest.substr(0, end));
        list += (list.empty() ? "" : ", ") + std::string(known.back());
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (std::find(known.begin(), known.end(), text) != known.end()) return;
    input.findings.error(
        at(value.node),
        in_quotes(value.member->name) + " cannot be " + in_quotes(text) +
            input.suggest.suffix(value.member->allowed, text, known),
        "allowed: " + list
    );
}

}  // namespace

void rule::numbers(RuleInput& input) {
    constexpr double kFactorMax = 100;
    for (const Value& value : input.model.values) {
        if (value.kind == Kind::kInteger && value.node->is_number_integer()) integer(input, value);
        if (value.kind == Kind::kOneOf && value.node->is_string()) one_of(input, value);
        if (value.kind == Kind::kFactor && value.node->is_number()) {
            const double factor = value.node->get<double>();
            if (factor >= 1 && factor <= kFactorMax) continue;
            input.findings.error(
                at(value.node), "'factor' must be between 1 and 100", "1 keeps the delay as it is"
            );
        }
    }
}

}  // namespace sagaflow::dsl
