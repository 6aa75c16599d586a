#include "engine/kernel/ledger/judgement.hpp"

#include "engine/kernel/why/words.hpp"

namespace sagaflow::kernel {
namespace {

using Verdict = std::optional<std::pair<EffectState, std::string>>;

Verdict verdict(EffectState state, std::string why) { return std::pair(state, std::move(why)); }

std::string ended_as(const InstanceState& state) {
    return "the saga ended " + std::string(to_string(state.status));
}

Verdict of_open(const InstanceState& state, const UndoEntry& undo) {
    if (has_ended(state.status)) {
        return verdict(EffectState::kUnknown, ended_as(state) + " before it had an outcome");
    }
    const ActiveState* active = find_active(state, ref_of(undo));
    if (active == nullptr) return std::nullopt;
    if (active->unknown_seen || active->phase == Phase::kProbing) {
        return verdict(EffectState::kUnknown, "an attempt may have been applied");
    }
    if (active->phase != Phase::kAttempting) return std::nullopt;
    return verdict(EffectState::kUnknown, "its call is out");
}

Verdict of_pending(const InstanceState& state) {
    switch (state.status) {
        case InstanceStatus::kCompleted:
            return verdict(EffectState::kApplied, "the saga completed");
        case InstanceStatus::kStuck:
            return verdict(EffectState::kOutstanding, "its undo waits for one that failed");
        case InstanceStatus::kCompensating:
            return verdict(EffectState::kApplied, "its undo is to come");
        case InstanceStatus::kCompensated:
        case InstanceStatus::kPartiallyCompensated:
            return verdict(EffectState::kOutstanding, "it succeeded after the saga had ended");
        case InstanceStatus::kFailed:
        case InstanceStatus::kTerminated:
            return verdict(EffectState::kOutstanding, ended_as(state) + " without undo");
        default:
            return verdict(EffectState::kApplied, "the saga goes on");
    }
}

Verdict of_uncertain(const InstanceState& state) {
    return verdict(
        EffectState::kUnknown,
        has_ended(state.status) ? ended_as(state) + " and nobody knows whether it was applied"
                                : "nobody knows yet whether it was applied"
    );
}

Verdict of_undoing(const InstanceState& state) {
    if (has_ended(state.status)) {
        return verdict(EffectState::kOutstanding, ended_as(state) + " while it was being undone");
    }
    return verdict(EffectState::kApplied, "its undo is under way");
}

Verdict of_kept(const InstanceState& state) {
    if (state.status == InstanceStatus::kCompleted) {
        return verdict(EffectState::kApplied, "the saga completed");
    }
    return verdict(EffectState::kIrreversible, "the point of no return was passed");
}

// Who settled it, and with which evidence.
std::string told_by(const UndoEntry& undo, const std::string& verb) {
    std::string text =
        verb + (undo.settled_by.empty() ? "an operator" : name_words(undo.settled_by));
    return undo.evidence.empty() ? text : text + ": " + quote_words(undo.evidence);
}

Verdict verdict_on(const InstanceState& state, const UndoEntry& undo) {
    switch (undo.phase) {
        case UndoPhase::kOpen:
            return of_open(state, undo);
        case UndoPhase::kPending:
            return of_pending(state);
        case UndoPhase::kUncertain:
        case UndoPhase::kProbing:
            return of_uncertain(state);
        case UndoPhase::kUndoing:
            return of_undoing(state);
        case UndoPhase::kUndone:
            return verdict(EffectState::kUndone, "its undo succeeded");
        case UndoPhase::kDoneOutside:
            return verdict(EffectState::kUndone, told_by(undo, "marked as undone by "));
        case UndoPhase::kNotNeeded:
            return std::nullopt;
        case UndoPhase::kFailed:
            return verdict(EffectState::kOutstanding, "its undo failed for good");
        case UndoPhase::kGivenUp:
            return verdict(EffectState::kOutstanding, told_by(undo, "its undo was given up by "));
        case UndoPhase::kKept:
            return of_kept(state);
    }
    ENSURE(false, "undo phase");
}

Verdict of_record(const InstanceState& state, const StepRecord& record) {
    const bool unknown_error = record.error && record.error->outcome == Outcome::kUnknown;
    switch (record.status) {
        case StepStatus::kOk:
            return verdict(EffectState::kIrreversible, "nothing can undo it");
        case StepStatus::kUnknown:
            return of_uncertain(state);
        case StepStatus::kRunning:
            return verdict(
                EffectState::kUnknown,
                has_ended(state.status) ? ended_as(state) + " while its call was out"
                                        : "its call is out"
            );
        case StepStatus::kRetrying:
            if (unknown_error) return of_uncertain(state);
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

std::optional<LedgerEntry> entry_of(
    const StepRef& step, Verdict found, std::optional<UndoPhase> phase
) {
    if (!found) return std::nullopt;
    LedgerEntry entry;
    entry.step = step;
    entry.state = found->first;
    entry.undo = phase;
    entry.why = std::move(found->second);
    return entry;
}

}  // namespace

std::optional<LedgerEntry> judge_undo(const InstanceState& state, const UndoEntry& undo) {
    return entry_of(ref_of(undo), verdict_on(state, undo), undo.phase);
}

std::optional<LedgerEntry> judge_without_undo(const InstanceState& state, const StepRef& step) {
    const auto record = state.steps.find(step.state);
    if (record == state.steps.end() || record->second.visit != step.visit) return std::nullopt;
    return entry_of(step, of_record(state, record->second), std::nullopt);
}

}  // namespace sagaflow::kernel
