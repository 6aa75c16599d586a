// The effect ledger of one instance, read from its stored history. Safe from any thread, as long as
// each uses its own.
#pragma once

#include "engine/core/result.hpp"
#include "engine/kernel/ledger/ledger.hpp"
#include "engine/store/store.hpp"

namespace sagaflow {

class EffectLedger {
public:
    explicit EffectLedger(InstanceId id) : fold_(id) {}

    // The next rows of the history. kInternal when it was damaged by hand.
    Status read(const std::vector<store::HistoryRow>& rows);
    std::uint64_t seq() const { return fold_.state().seq; }
    const std::string& saga() const { return fold_.state().saga; }
    int version() const { return fold_.state().version; }
    // {instance, seq, items: [{step, visit, call, state, since, ageSeconds, undo, why}]}
    Json document(const dsl::Program& program, Timestamp now) const;

private:
    kernel::LedgerFold fold_;
};

// What is listed of an instance across instances (store/effects.hpp).
store::EffectsLeft effects_left_of(const dsl::Program& program, const InstanceState& state);

}  // namespace sagaflow
