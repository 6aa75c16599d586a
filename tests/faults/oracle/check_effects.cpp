// What stands in the world at the end: one effect for each step of a completed saga, none of a
// compensated one, taken back in the opposite order.
#include <algorithm>
#include <set>

#include "tests/faults/oracle/case_file.hpp"

namespace sagaflow::faults {
namespace {

struct Effect {
    std::string step;
    std::string key;
    int applied = 0;
    int undone = 0;
    Micros applied_at = 0;
    Micros undone_at = 0;
};

std::vector<Effect> effects_of(const CaseFile& file) {
    std::map<std::string, Effect> by_key;
    for (const LedgerEntry* call : file.calls) {
        if (call->kind == CallKind::kProbe) continue;
        Effect& effect = by_key[call->effect_key];
        effect.step = call->step;
        effect.key = call->effect_key;
        if (call->applied && ++effect.applied == 1) effect.applied_at = call->at;
        if (call->undone && ++effect.undone == 1) effect.undone_at = call->at;
    }
    std::vector<Effect> all;
    for (auto& [key, effect] : by_key) all.push_back(std::move(effect));
    return all;
}

std::set<std::string> states_with(const InstanceRecord& instance, EventType type) {
    std::set<std::string> states;
    for (const HistoryEvent& event : instance.events) {
        if (event.type == type) states.insert(event.state);
    }
    return states;
}

// I5
void check_standing(
    const CaseFile& file,
    const Journal& journal,
    const std::vector<Effect>& effects,
    const Complain& complain
) {
    std::map<std::string, int> standing;
    for (const Effect& effect : effects) {
        if (effect.applied > 1) complain("I5", effect.key + " was applied more than once");
        if (effect.undone > 0) complain("I5", effect.step + " was undone in a completed saga");
        standing[effect.step] += effect.applied - effect.undone;
    }
    for (const std::string& step : states_with(*file.instance, EventType::kStepSucceeded)) {
        if (standing[step] == 1 || journal.unledgered.contains(step)) continue;
        complain(
            "I5",
            "expected one effect of " + step + ", but there are " + std::to_string(standing[step])
        );
    }
}

// I6
void check_taken_back(const CaseFile& file, std::vector<Effect> effects, const Complain& complain) {
    std::erase_if(effects, [](const Effect& effect) { return effect.applied == 0; });
    for (const Effect& effect : effects) {
        if (effect.undone == 0) complain("I6", effect.key + " was applied and never undone");
        if (effect.undone > 1) complain("I6", effect.key + " was undone more than once");
    }
    std::sort(effects.begin(), effects.end(), [](const Effect& a, const Effect& b) {
        return a.applied_at < b.applied_at;
    });
    for (std::size_t i = 1; i < effects.size(); ++i) {
        const bool both = effects[i - 1].undone > 0 && effects[i].undone > 0;
        if (both && effects[i - 1].undone_at < effects[i].undone_at) {
            complain("I6", effects[i - 1].step + " was undone before " + effects[i].step);
        }
    }
    const auto undone = states_with(*file.instance, EventType::kUndoSucceeded);
    for (const HistoryEvent& event : file.instance->events) {
        const bool reversible = event.type == EventType::kStepSucceeded;
        if (!reversible || undone.contains(event.state)) continue;
        if (states_with(*file.instance, EventType::kUndoResolved).contains(event.state)) continue;
        complain("I6", event.state + " had succeeded, and its undo was never done");
    }
}

// I6: nothing is undone that was never begun.
void check_undo_of_nothing(const CaseFile& file, const Complain& complain) {
    const auto started = states_with(*file.instance, EventType::kStepStarted);
    for (const LedgerEntry* call : file.calls) {
        if (call->kind == CallKind::kUndo && !started.contains(call->step)) {
            complain("I6", call->step + " was undone, but it was never started");
        }
    }
}

}  // namespace

void check_effects(const CaseFile& file, const Journal& journal, const Complain& complain) {
    const std::string& status = file.instance->status;
    if (status == "completed") check_standing(file, journal, effects_of(file), complain);
    if (status == "compensated") check_taken_back(file, effects_of(file), complain);
    check_undo_of_nothing(file, complain);
}

}  // namespace sagaflow::faults
