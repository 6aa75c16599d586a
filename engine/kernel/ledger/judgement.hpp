// What one execution's effect has come to, judged from the state. Private to the ledger.
#pragma once

#include "engine/kernel/ledger/ledger.hpp"

namespace sagaflow::kernel {

// Nothing when it was certainly not applied, or has not been called yet. `since` is left open.
std::optional<LedgerEntry> judge_undo(const InstanceState& state, const UndoEntry& undo);
// Of a step that declares no undo; only its last visit is known.
std::optional<LedgerEntry> judge_without_undo(const InstanceState& state, const StepRef& step);

}  // namespace sagaflow::kernel
