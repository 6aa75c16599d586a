#include "tests/faults/rows/row.hpp"

#include <exception>

namespace sagaflow::faults {

const std::vector<Row>& all_rows() {
    static const std::vector<Row> rows{
        {"E1", "kill -9 of the engine, at random", kill_engine_again_and_again},
        {"E2", "kill -9 around commits and calls", kill_around_commits},
        {"E3", "SIGSTOP for three leases, SIGCONT", stop_and_continue},
        {"E4", "SIGTERM under load", terminate_under_load},
        {"E5", "three engines, one killed at a time", kill_one_of_three},
        {"E9", "rows damaged by hand", damage_rows},
        {"D1", "kill -9 of PostgreSQL", kill_database},
        {"D2", "PostgreSQL stopped fast, immediate, smart", stop_database},
        {"D3", "fail-over to a synchronous standby", fail_over_to_standby},
        {"T1", "the engine's clock jumps by 2 h", set_engine_clock},
        {"T2", "the database's clock jumps by 1 h", set_database_clock},
        {"P1", "participants out of reach", unreachable_participants},
        {"P2", "participants that hang and trickle", hanging_participants},
        {"P3", "applied, and no answer", applied_without_answer},
        {"P4", "answers that are no answers", malformed_answers},
        {"P5", "Retry-After, 408, 425, redirects", wishes_and_redirects},
        {"P6", "plain refusals (4xx)", plain_refusals},
        {"P7", "an effect after its undo", effect_after_compensation},
        {"N1", "requests at a node that is not the owner", ask_whoever_does_not_own},
        {"N2", "nodes join", let_nodes_join},
        {"N3", "fail-over after kill -9, default lease", fail_over_by_default},
        {"N4", "fail-over after kill -9, lease of 1 s", fail_over_as_configured},
    };
    return rows;
}

RowResult run_row(const Row& row, const RowSettings& settings) {
    RowResult result;
    std::string error;
    {
        Stage stage(row.id, settings);
        try {
            row.run(stage);
            stage.finish();
        } catch (const std::exception& caught) {
            error = caught.what();
        }
        result = stage.result();
        if (!error.empty()) result.error = error;
        if (!result.passed()) {
            stage.keep();
            result.directory = stage.directory().string();
        }
    }
    result.fault = row.fault;
    return result;
}

}  // namespace sagaflow::faults
