#include "engine/kernel/why/undone.hpp"

#include "engine/kernel/why/words.hpp"

namespace sagaflow::kernel {
namespace {

// Whoever settled all undos of this phase.
std::string settler_of(const InstanceState& state, UndoPhase phase) {
    std::string settler;
    for (const UndoEntry& undo : state.undos) {
        if (undo.phase != phase) continue;
        if (undo.settled_by.empty()) return "an operator";
        if (!settler.empty() && settler != undo.settled_by) return "operators";
        settler = undo.settled_by;
    }
    return name_words(settler);
}

void add_to_counts(UndoCounts& counts, const UndoEntry& undo) {
    switch (undo.phase) {
        case UndoPhase::kNotNeeded:
            return;
        case UndoPhase::kKept:
            ++counts.left;
            return;
        case UndoPhase::kUndone:
            ++counts.undone;
            break;
        case UndoPhase::kDoneOutside:
            ++counts.done_outside;
            break;
        case UndoPhase::kGivenUp:
            ++counts.given_up;
            ++counts.left;
            break;
        default:
            ++counts.left;
            if (undo_under_way(undo) || undo.phase == UndoPhase::kFailed) ++counts.under_way;
    }
    ++counts.all;
}

}  // namespace

bool undo_under_way(const UndoEntry& undo) {
    return undo.phase == UndoPhase::kUndoing || undo.phase == UndoPhase::kProbing;
}

UndoCounts undo_counts(const InstanceState& state) {
    UndoCounts counts;
    for (const UndoEntry& undo : state.undos) add_to_counts(counts, undo);
    return counts;
}

std::string steps_words(int count) {
    return std::to_string(count) + (count == 1 ? " step" : " steps");
}

std::string undone_words(const InstanceState& state) {
    const UndoCounts counts = undo_counts(state);
    const bool all = counts.undone == counts.all;
    std::string text = all ? steps_words(counts.undone)
                           : std::to_string(counts.undone) + " of " + steps_words(counts.all);
    text += " undone";
    if (counts.done_outside > 0) {
        text += ", " + std::to_string(counts.done_outside) + " marked as undone by " +
                settler_of(state, UndoPhase::kDoneOutside);
    }
    if (counts.given_up > 0) {
        text += ", " + std::to_string(counts.given_up) + " given up by " +
                settler_of(state, UndoPhase::kGivenUp);
    }
    return text;
}

}  // namespace sagaflow::kernel
