#include "engine/kernel/actions/actions.hpp"

namespace sagaflow::kernel {
namespace {

// The effects that stay behind, for the one who decided to leave them.
Json effects_left(const InstanceState& state) {
    Json left = Json::array();
    for (const UndoEntry& undo : state.undos) {
        if (is_settled(undo.phase) && undo.phase != UndoPhase::kKept &&
            undo.phase != UndoPhase::kGivenUp) {
            continue;
        }
        const bool certain = undo.phase == UndoPhase::kPending || undo.phase == UndoPhase::kKept;
        Json effect{{"step", undo.state}, {"visit", undo.visit}};
        if (!undo.item.empty()) effect["item"] = undo.item;
        effect["effect"] = certain ? "applied" : "unknown";
        left.push_back(std::move(effect));
    }
    return left;
}

}  // namespace

void act_terminate(Transition& run, const OperatorAsked& asked) {
    if (refuse_unless(run, InstanceCommand::kTerminate, "terminate")) return;
    Json data = asked_by(asked);
    data["left"] = effects_left(run.state());
    emit_asked(run, EventType::kInstanceTerminated, {}, std::move(data));
}

}  // namespace sagaflow::kernel
