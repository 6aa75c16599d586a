// The effect ledger: what the steps of an instance have done outside, and what became of it. Pure.
//
// Every execution of a step that has an effect (all but `effect: none`) is an entry, once it may
// have been applied. Told from the history alone (LedgerFold), or, for what is left over, from the
// state and the definition (effects_left).
#pragma once

#include <string>
#include <vector>

#include "dsl/program/program.hpp"
#include "engine/kernel/apply/apply.hpp"

namespace sagaflow::kernel {

enum class EffectState {
    kApplied,       // done, and not undone (yet)
    kUndone,        // undone, by its undo or outside
    kUnknown,       // it may have been applied
    kIrreversible,  // done, and nothing can undo it: a pivot, a retriable step, what a pivot kept
    kOutstanding,   // done or in doubt, neither committed nor undone, and nobody is about to
};
inline constexpr std::size_t kEffectStateCount = 5;
std::string_view to_string(EffectState state);  // applied, undone, unknown, irreversible, …
std::optional<EffectState> effect_state_from(std::string_view text);

struct LedgerEntry {
    StepRef step;
    EffectState state = EffectState::kApplied;
    Timestamp since;                // when it came to be so
    std::optional<UndoPhase> undo;  // none: the step declares no undo
    std::string why;                // a clause for people
};

class LedgerFold {
public:
    explicit LedgerFold(InstanceId id) { state_.id = id; }
    // The next event of the history; aborts on one that contradicts those before it.
    void apply(const HistoryEvent& event);
    // In the order of the steps' starts.
    const std::vector<LedgerEntry>& entries() const { return entries_; }
    const InstanceState& state() const { return state_; }

private:
    void judge(const StepRef& step, Timestamp at);
    void judge_all(Timestamp at);

    InstanceState state_;
    std::vector<StepRef> started_;  // executions with an effect, in order
    std::vector<LedgerEntry> entries_;
};

// What nobody will settle by itself: outstanding effects always; unknown ones once the instance has
// ended or is stuck; irreversible ones of an instance that ended without success. `since` is the
// time of the state's last event.
std::vector<LedgerEntry> effects_left(const dsl::Program& program, const InstanceState& state);
// False: effects_left is certainly empty. Cheap: asked at every commit.
bool may_leave_effects(const InstanceState& state);

}  // namespace sagaflow::kernel
