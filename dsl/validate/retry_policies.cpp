// Named retry policies exist and are used, and a policy's delays fit together.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

std::vector<std::string_view> policy_names(const Json& root) {
    std::vector<std::string_view> names;
    const Json* retries = member_of(root, "retries");
    if (retries == nullptr || !retries->is_object()) return names;
    for (const auto& [name, policy] : retries->items()) names.push_back(name);
    return names;
}

void check_delays(RuleInput& input, const ObjectNode& policy) {
    const std::string* initial = text_of(*policy.node, "initial");
    const std::string* longest = text_of(*policy.node, "max");
    if (initial == nullptr || longest == nullptr) return;
    const Result<Duration> first = parse_duration(*initial);
    const Result<Duration> last = parse_duration(*longest);
    if (first && last && *last < *first) {
        input.findings.error(
            at(input.model.child(policy.node, "max")),
            "'max' is shorter than 'initial'",
            "the first delay is 'initial', no delay is longer than 'max'"
        );
    }
}

void warn_unused(RuleInput& input, const std::unordered_set<std::string_view>& used) {
    const Json* retries = member_of(*input.model.root, "retries");
    if (retries == nullptr || !retries->is_object()) return;
    const Node node = input.model.child(input.model.root, "retries");
    for (const auto& [name, policy] : retries->items()) {
        if (used.contains(name)) continue;
        input.findings.warning(
            at_name(input.model.arena.member(node, name, policy)),
            "the retry policy " + in_quotes(name) + " is never used"
        );
    }
}

}  // namespace

void rule::retry_policies(RuleInput& input) {
    const std::vector<std::string_view> known = policy_names(*input.model.root);
    const std::unordered_set<std::string_view> index(known.begin(), known.end());
    std::unordered_set<std::string_view> used;
    for (const Value& value : input.model.values) {
        if (value.kind != Kind::kRetry || !value.node->is_string()) continue;
        const auto& name = value.node->get_ref<const std::string&>();
        used.insert(name);
        if (index.contains(name)) continue;
        input.findings.error(
            at(value.node),
            "unknown retry policy " + in_quotes(name) +
                input.suggest.suffix("retries", name, known),
            "name one of the top-level 'retries', or write the policy here"
        );
    }
    for (const ObjectNode& object : input.model.objects) {
        if (object.shape == &kPolicyShape) check_delays(input, object);
    }
    warn_unused(input, used);
}

}  // namespace sagaflow::dsl
