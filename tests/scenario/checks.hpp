// What must hold after every scenario, whatever it is about.
#pragma once

#include "tests/scenario/runner.hpp"

namespace sagaflow::testing {

// The path of states that the instance entered, in order.
std::vector<std::string> path_of(const std::vector<HistoryEvent>& history);
// The steps whose undo was sent, in order.
std::vector<std::string> undo_order_of(const std::vector<HistoryEvent>& history);

// Folding the history gives the stored state, at every event and byte for byte.
void check_replay_equals_state(Runner& runner);
// Nothing of an ended instance is left: no timer, subscription, business key, message or memory.
void check_nothing_left_over(Runner& runner);
// If B started after A had ended, undo(B) ended before undo(A) started.
void check_reverse_causal_order(const std::vector<HistoryEvent>& history);
// What the participants' ledger says agrees with how the instance ended.
void check_ledger(Runner& runner);
// What is left over is the same by the history and by the state.
void check_effect_ledger(Runner& runner);
// What was applied outside and not undone is in the effect ledger.
void check_ledger_against_participants(Runner& runner);
// Attempts of one execution carry one key and numbers that never go back.
void check_calls(Runner& runner);
// The file's own expectations.
void check_expectations(const Scenario& scenario, Runner& runner);

}  // namespace sagaflow::testing
