// A choice always goes somewhere: `otherwise` is there, unless one `when` is plainly `true`.
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

// Index of the first entry that always holds; npos without one.
std::size_t always(const Json& choices) {
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const std::string* when = text_of(choices[i], "when");
        if (when != nullptr && *when == "true") return i;
    }
    return std::string::npos;
}

}  // namespace

void rule::otherwise_required(RuleInput& input) {
    for (std::size_t i = 0; i < input.model.states.size(); ++i) {
        if (!input.model.is(i, "choice")) continue;
        const Node& state = input.model.states[i].node;
        const Json* choices = member_of(*state, "choices");
        if (choices == nullptr || !choices->is_array()) continue;
        const bool otherwise = state->contains("otherwise");
        const std::size_t covers = always(*choices);
        if (covers == std::string::npos && !otherwise) {
            input.findings.error(
                at(state),
                "the choice " + in_quotes(input.model.states[i].name) +
                    " has no 'otherwise': nothing says where to go when no 'when' holds",
                "add \"otherwise\": \"STATE\""
            );
        } else if (covers != std::string::npos && (otherwise || covers + 1 < choices->size())) {
            const Node list = input.model.child(state, "choices");
            input.findings.warning(
                at(input.model.arena.item(list, covers, (*choices)[covers])),
                "what follows this entry is never reached: its 'when' is always true"
            );
        }
    }
}

}  // namespace sagaflow::dsl
