#include "engine/kernel/ledger/ledger.hpp"

#include <algorithm>
#include <array>

#include "engine/kernel/ledger/judgement.hpp"

namespace sagaflow::kernel {
namespace {

constexpr std::array<std::string_view, kEffectStateCount> kEffectStates{
    "applied", "undone", "unknown", "irreversible", "outstanding"};

bool is_effect_without_undo(const Json& started) {
    const std::string effect = started.value("effect", "none");
    return effect == "pivot" || effect == "retriable";
}

bool is_left(const InstanceState& state, EffectState effect) {
    const bool ended = has_ended(state.status);
    switch (effect) {
        case EffectState::kOutstanding:
            return true;
        case EffectState::kUnknown:
            return ended || state.status == InstanceStatus::kStuck;
        case EffectState::kIrreversible:
            return ended && state.status != InstanceStatus::kCompleted;
        case EffectState::kApplied:
        case EffectState::kUndone:
            break;
    }
    return false;
}

void add_left(
    std::vector<LedgerEntry>& left, const InstanceState& state, std::optional<LedgerEntry> entry
) {
    if (!entry || !is_left(state, entry->state)) return;
    entry->since = state.ended_at.value_or(state.updated_at);
    left.push_back(std::move(*entry));
}

// Steps without an undo: the state knows of the last visit of each.
void add_left_without_undo(
    std::vector<LedgerEntry>& left, const dsl::Program& program, const InstanceState& state
) {
    for (const auto& [name, record] : state.steps) {
        const dsl::State* definition = program.find(name);
        const auto* task =
            definition == nullptr ? nullptr : std::get_if<dsl::TaskState>(&definition->kind);
        if (task == nullptr || task->compensate || task->effect == dsl::Effect::kNone) continue;
        add_left(left, state, judge_without_undo(state, {name, "", record.visit}));
    }
}

}  // namespace

std::string_view to_string(EffectState state) {
    return kEffectStates[static_cast<std::size_t>(state)];
}

std::optional<EffectState> effect_state_from(std::string_view text) {
    for (std::size_t i = 0; i < kEffectStates.size(); ++i) {
        if (kEffectStates[i] == text) return static_cast<EffectState>(i);
    }
    return std::nullopt;
}

void LedgerFold::apply(const HistoryEvent& event) {
    const InstanceStatus status = state_.status;
    const bool pivot_passed = state_.pivot_passed;
    kernel::apply(state_, event);
    const StepRef step{event.state, event.item, event.visit};
    if (event.type == EventType::kStepStarted) {
        if (find_undo(state_, step) != nullptr || is_effect_without_undo(event.data)) {
            started_.push_back(step);
        }
    }
    if (status != state_.status || pivot_passed != state_.pivot_passed) {
        judge_all(event.at);
    } else if (!event.state.empty()) {
        judge(step, event.at);
    }
}

void LedgerFold::judge(const StepRef& step, Timestamp at) {
    if (std::find(started_.begin(), started_.end(), step) == started_.end()) return;
    const UndoEntry* undo = find_undo(state_, step);
    const auto record = state_.steps.find(step.state);
    // What an earlier visit of a step without undo came to does not change any more.
    if (undo == nullptr && record->second.visit != step.visit) return;
    auto entry = undo != nullptr ? judge_undo(state_, *undo) : judge_without_undo(state_, step);
    const auto place = std::find_if(entries_.begin(), entries_.end(), [&](const auto& known) {
        return known.step == step;
    });
    if (!entry) {
        if (place != entries_.end()) entries_.erase(place);
        return;
    }
    entry->since = at;
    if (place == entries_.end()) {
        entries_.push_back(std::move(*entry));
        return;
    }
    if (place->state == entry->state) entry->since = place->since;
    *place = std::move(*entry);
}

void LedgerFold::judge_all(Timestamp at) {
    for (const StepRef& step : started_) judge(step, at);
}

std::vector<LedgerEntry> effects_left(const dsl::Program& program, const InstanceState& state) {
    std::vector<LedgerEntry> left;
    for (const UndoEntry& undo : state.undos) add_left(left, state, judge_undo(state, undo));
    add_left_without_undo(left, program, state);
    return left;
}

bool may_leave_effects(const InstanceState& state) {
    switch (state.status) {
        case InstanceStatus::kRunning:
        case InstanceStatus::kPaused:
        case InstanceStatus::kParked:
            return false;
        case InstanceStatus::kCompleted:
        case InstanceStatus::kCompensating:
            return std::any_of(state.undos.begin(), state.undos.end(), [](const UndoEntry& undo) {
                return undo.phase == UndoPhase::kUncertain || undo.phase == UndoPhase::kGivenUp;
            });
        default:
            return true;
    }
}

}  // namespace sagaflow::kernel
