// A row of the fault table: its name, what it does to a run, and the code that does it.
// docs/internals/ fault-rows.md tells what each expects.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/stage/stage.hpp"

namespace sagaflow::faults {

struct Row {
    std::string id;
    std::string fault;
    void (*run)(Stage& stage);
};

// In the order of the table.
const std::vector<Row>& all_rows();

// Builds the row's stage, runs it and has it judged. Never throws.
RowResult run_row(const Row& row, const RowSettings& settings);

// The rows, by group. Each does its harm and may stop there: the runner ends the run.
void kill_engine_again_and_again(Stage& stage);  // E1
void kill_around_commits(Stage& stage);          // E2
void stop_and_continue(Stage& stage);            // E3
void terminate_under_load(Stage& stage);         // E4
void kill_one_of_three(Stage& stage);            // E5
void damage_rows(Stage& stage);                  // E9
void kill_database(Stage& stage);                // D1
void stop_database(Stage& stage);                // D2
void fail_over_to_standby(Stage& stage);         // D3
void set_engine_clock(Stage& stage);             // T1
void set_database_clock(Stage& stage);           // T2
void unreachable_participants(Stage& stage);     // P1
void hanging_participants(Stage& stage);         // P2
void applied_without_answer(Stage& stage);       // P3
void malformed_answers(Stage& stage);            // P4
void wishes_and_redirects(Stage& stage);         // P5
void plain_refusals(Stage& stage);               // P6
void effect_after_compensation(Stage& stage);    // P7
void ask_whoever_does_not_own(Stage& stage);     // N1
void let_nodes_join(Stage& stage);               // N2
void fail_over_by_default(Stage& stage);         // N3
void fail_over_as_configured(Stage& stage);      // N4

}  // namespace sagaflow::faults
