#include "tests/process/support/ledger.hpp"

#include <algorithm>

namespace sagaflow::testing {

std::string_view to_string(CallPurpose purpose) {
    switch (purpose) {
        case CallPurpose::kDo:
            return "do";
        case CallPurpose::kUndo:
            return "undo";
        case CallPurpose::kProbe:
            return "probe";
    }
    return "?";
}

const Call& Ledger::record(Call call) {
    call.number = ++clock_;
    const auto [known, fresh] = body_by_key_.emplace(call.key, call.body);
    if (!fresh && known->second != call.body) {
        faults_.push_back(
            "the key " + call.key + " came with \"" + known->second + "\" and then with \"" +
            call.body + "\""
        );
    }
    return calls_.emplace_back(std::move(call));
}

bool Ledger::apply(const Call& call) {
    EffectRecord& effect = effects_[call.effect_key];
    effect.instance = call.instance;
    effect.step = call.step;
    if (effect.applied_at == 0 && !effect.refused) effect.applied_at = ++clock_;
    return effect.applied_at != 0 && effect.undone_at == 0;
}

void Ledger::undo(const Call& call) {
    EffectRecord& effect = effects_[call.effect_key];
    effect.instance = call.instance;
    effect.step = call.step;
    if (effect.applied_at == 0)
        effect.refused = true;
    else if (effect.undone_at == 0)
        effect.undone_at = ++clock_;
}

bool Ledger::stands(const std::string& effect_key) const {
    const auto found = effects_.find(effect_key);
    return found != effects_.end() && found->second.applied_at != 0 && found->second.undone_at == 0;
}

std::vector<Call> Ledger::calls_of(const std::string& instance) const {
    std::vector<Call> found;
    std::copy_if(calls_.begin(), calls_.end(), std::back_inserter(found), [&](const Call& call) {
        return call.instance == instance;
    });
    return found;
}

std::size_t Ledger::count(CallPurpose purpose, const std::string& step) const {
    return static_cast<std::size_t>(std::count_if(
        calls_.begin(),
        calls_.end(),
        [&](const Call& call) { return call.purpose == purpose && call.step == step; }
    ));
}

std::map<std::string, EffectRecord> Ledger::effects_of(const std::string& instance) const {
    std::map<std::string, EffectRecord> found;
    for (const auto& [key, effect] : effects_) {
        if (effect.instance == instance) found.emplace(key, effect);
    }
    return found;
}

}  // namespace sagaflow::testing
