// Input that an operator gives in place of the rendered one, and what becomes of its secrets.
#include <algorithm>
#include <array>

#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

// Members that say what is sent, and not where to: only they may change beside a secret.
constexpr std::array<std::string_view, 4> kPayloadMembers{"body", "query", "data", "input"};

bool is_payload(const std::string& member) {
    return std::find(kPayloadMembers.begin(), kPayloadMembers.end(), member) !=
           kPayloadMembers.end();
}

const Json* text_at(const Json& input, const std::string& pointer) {
    const Json::json_pointer place(pointer);
    if (!input.contains(place)) return nullptr;
    const Json& found = input.at(place);
    return found.is_string() ? &found : nullptr;
}

bool same_address(const Json& before, const Json& after) {
    const auto agrees = [](const Json& one, const Json& other) {
        for (const auto& [name, value] : one.items()) {
            if (is_payload(name)) continue;
            if (!other.contains(name) || other.at(name) != value) return false;
        }
        return true;
    };
    if (!before.is_object() || !after.is_object()) return false;
    return agrees(before, after) && agrees(after, before);
}

// Why the secrets cannot go with the new input; empty: they can, or there are none.
std::string secret_in_the_way(
    const Json& before, const Json& after, const std::vector<SecretUse>& secrets
) {
    if (secrets.empty()) return {};
    if (!same_address(before, after)) {
        return "Expected `with` to differ in body, query, data or input only, because this input "
               "carries secret." +
               secrets.front().name + ", which must not go anywhere else";
    }
    for (const SecretUse& use : secrets) {
        const Json* text = text_at(after, use.pointer);
        if (text == nullptr || *text == *text_at(before, use.pointer)) continue;
        return "Expected the text at " + use.pointer + " of `with` to stay, because secret." +
               use.name + " is put into it";
    }
    return {};
}

}  // namespace

bool edit_input(
    Transition& run,
    const OperatorAsked& asked,
    const Json& before,
    const std::vector<SecretUse>& secrets,
    Json& data
) {
    const Json& after = asked.arguments.at("with");
    if (approximate_size(after) > limits::kStepOutputBytesMax) {
        run.refuse(
            "Expected `with` of at most " + std::to_string(limits::kStepOutputBytesMax) + " bytes"
        );
        return false;
    }
    if (std::string why = secret_in_the_way(before, after, secrets); !why.empty()) {
        run.refuse(std::move(why));
        return false;
    }
    std::vector<SecretUse> kept;
    for (const SecretUse& use : secrets) {
        if (text_at(after, use.pointer) != nullptr) kept.push_back(use);
    }
    data["with"] = after;
    data["before"] = Json{{"with", before}};
    if (!kept.empty()) data["secrets"] = to_json(kept);
    return true;
}

}  // namespace sagaflow::kernel
