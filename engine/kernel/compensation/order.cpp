// Which undos may start now, and when compensation is over.
#include <algorithm>

#include "engine/core/planted_bug.hpp"
#include "engine/kernel/compensation/compensation.hpp"
#include "engine/kernel/compensation/start_undo.hpp"

namespace sagaflow::kernel {
namespace {

bool waits_for_its_turn(const UndoEntry& undo) {
    const bool waiting = undo.phase == UndoPhase::kPending || undo.phase == UndoPhase::kUncertain;
    return waiting && !undo.calling && !undo.due_at;
}

// A rewind leaves alone what started before its target.
bool is_concerned(const InstanceState& state, const UndoEntry& undo) {
    return !state.rewind || undo.started >= state.rewind->from;
}

bool is_under_way(const UndoEntry& undo) {
    return undo.phase == UndoPhase::kUndoing || undo.phase == UndoPhase::kProbing;
}

// Causal order: if B started after A had ended, undo(B) ends before undo(A) starts. Sequential
// order: whatever started later is undone first.
bool must_wait_for(const UndoEntry& mine, const UndoEntry& other, dsl::CompensationOrder order) {
    if (&mine == &other || is_settled(other.phase)) return false;
    if (has_planted(PlantedBug::kUndoForward)) return other.started < mine.started;
    if (order == dsl::CompensationOrder::kSequential) return other.started > mine.started;
    return mine.ended != 0 && other.started > mine.ended;
}

const UndoEntry* next_undo(const Transition& run) {
    const auto& undos = run.state().undos;
    const auto under_way =
        static_cast<std::size_t>(std::count_if(undos.begin(), undos.end(), is_under_way));
    if (under_way >= run.program().compensation.concurrency) return nullptr;
    // Latest first, so that a limited concurrency takes them in reverse order as well.
    for (auto mine = undos.rbegin(); mine != undos.rend(); ++mine) {
        if (!waits_for_its_turn(*mine) || !is_concerned(run.state(), *mine)) continue;
        const bool blocked = std::any_of(undos.begin(), undos.end(), [&](const UndoEntry& other) {
            return must_wait_for(*mine, other, run.program().compensation.order);
        });
        if (!blocked) return &*mine;
    }
    return nullptr;
}

bool any_in(const Transition& run, UndoPhase phase) {
    const auto& undos = run.state().undos;
    return std::any_of(undos.begin(), undos.end(), [&](const UndoEntry& undo) {
        return undo.phase == phase;
    });
}

bool all_settled(const Transition& run) {
    const auto& undos = run.state().undos;
    return std::all_of(undos.begin(), undos.end(), [&](const UndoEntry& undo) {
        return is_settled(undo.phase) || !is_concerned(run.state(), undo);
    });
}

void finish_if_over(Transition& run) {
    if (run.state().status == InstanceStatus::kStuck && !any_in(run, UndoPhase::kFailed)) {
        run.emit(EventType::kInstanceUnstuck);
    }
    // A forward call that is still out must end first: its effect may need an undo.
    if (!all_settled(run) || !run.state().active.empty()) return;
    if (run.state().status != InstanceStatus::kCompensating) return;
    if (run.state().rewind) {
        run.emit(EventType::kInstanceRewound, Json{{"next", run.state().rewind->to}});
        advance(run);
        return;
    }
    run.emit(
        any_in(run, UndoPhase::kGivenUp) ? EventType::kInstancePartiallyCompensated
                                         : EventType::kInstanceCompensated
    );
}

}  // namespace

void advance_compensation(Transition& run) {
    // Each round settles an entry or puts one under way, so the entries bound the rounds.
    const std::size_t rounds_max = 2 * run.state().undos.size() + 1;
    for (std::size_t round = 0; round < rounds_max; ++round) {
        const UndoEntry* undo = next_undo(run);
        if (undo == nullptr) break;
        start_undo(run, ref_of(*undo));
    }
    finish_if_over(run);
}

}  // namespace sagaflow::kernel
