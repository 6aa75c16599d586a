// An expression names only what exists where it stands: `event` in handlers, `output` in undos …
#include "dsl/validate/rules.hpp"

namespace sagaflow::dsl {
namespace {

const char* where(Slot slot) {
    switch (slot) {
        case Slot::kEvent:
            return "'event' is there in the 'when' and 'assign' of a receive's 'on'";
        case Slot::kError:
            return "'error' is there in 'catch' and 'compensate'";
        case Slot::kResult:
        case Slot::kResponse:
            return "'result' and 'response' are there in 'output', 'ok' and a "
                   "task's 'assign'";
        case Slot::kOutput:
            return "'output' is there in 'compensate' and a task's 'assign'; "
                   "elsewhere write steps.STATE";
        case Slot::kStep:
            return "'step' is there in a task and its 'compensate' and 'probe'";
        default:
            return "";
    }
}

}  // namespace

void rule::names_in_scope(RuleInput& input) {
    for (const Text& text : input.model.texts) {
        const Names allowed = text.value.member->names;
        for (const ExpressionUse& use : text.parsed.uses) {
            for (const cel::Reference& reference : use.expression->references()) {
                const int slot = environment().slot_of(reference.variable);
                if (slot < 0 || (allowed & bit(static_cast<Slot>(slot))) != 0) continue;
                input.findings.error(
                    in_text(use.node, use.offset + reference.offset),
                    in_quotes(reference.variable) +
                        " is not available here; available: " + names_text(allowed),
                    where(static_cast<Slot>(slot))
                );
            }
        }
    }
}

}  // namespace sagaflow::dsl
