// The program `oracle` on the files and the database of a clean run, and on doctored ones.
#include <fstream>
#include <sstream>

#include "server/embedded_postgres/child_process.hpp"
#include "tests/faults/oracle_test/clean_run.hpp"

namespace sagaflow::faults {
namespace {

class OracleProgram : public CleanRun {
protected:
    static std::string records(const std::string& name) {
        return (stage().directory() / name).string();
    }

    static std::string text_of(const std::string& file) {
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        return text.str();
    }

    server::CommandOutcome run(const std::string& ledger, const std::string& client_log) {
        auto outcome = server::run_to_end(
            {.program = SAGAFLOW_ORACLE,
             .arguments =
                 {"--database",
                  stage().conninfo(),
                  "--ledger",
                  ledger,
                  "--client-log",
                  client_log}},
            std::chrono::seconds(60)
        );
        EXPECT_TRUE(outcome.ok());
        return outcome.ok() ? *outcome : server::CommandOutcome{};
    }

    void expect_verdict(
        const server::CommandOutcome& outcome, int exit_status, const std::string& said
    ) {
        EXPECT_EQ(outcome.exit_status, exit_status) << outcome.output;
        EXPECT_NE(outcome.output.find(said), std::string::npos) << outcome.output;
    }
};

TEST_F(OracleProgram, PassesACleanRun) {
    expect_verdict(run(records("ledger.jsonl"), records("clients.jsonl")), 0, " 0 violations");
}

TEST_F(OracleProgram, NamesTheSagaWhoseCallIsMissingInTheLedger) {
    const std::string id = instance("plain", "completed").id;
    std::istringstream lines(text_of(records("ledger.jsonl")));
    std::string kept;
    for (std::string line; std::getline(lines, line);) {
        if (line.find(id) == std::string::npos) kept += line + "\n";
    }
    const auto doctored = stage().write_file("doctored-ledger.jsonl", kept);
    expect_verdict(run(doctored.string(), records("clients.jsonl")), 1, "I5: saga " + id);
}

TEST_F(OracleProgram, NamesTheOrderThatWasAcknowledgedAndIsNotThere) {
    const auto doctored = stage().write_file(
        "doctored-clients.jsonl",
        text_of(records("clients.jsonl")) +
            R"({"op":"start","phase":"invoke","order":"lost-1","saga":"plain","t":1})"
            "\n"
            R"({"op":"start","phase":"ok","order":"lost-1","instance":"0190","status":201,"t":2})"
            "\n"
    );
    expect_verdict(run(records("ledger.jsonl"), doctored.string()), 1, "(order lost-1)");
}

TEST_F(OracleProgram, NamesTheSagaWhoseRowWasChangedInTheDatabase) {
    const std::string id = instance("plain", "completed").id;
    Sql sql(stage().conninfo());
    const std::string where = " WHERE id = '" + id + "'";
    sql.run("UPDATE sagaflow.instance SET status = 'failed'" + where);
    const auto outcome = run(records("ledger.jsonl"), records("clients.jsonl"));
    sql.run("UPDATE sagaflow.instance SET status = 'completed'" + where);
    expect_verdict(outcome, 1, "I12: saga " + id);
}

TEST_F(OracleProgram, GivesNoVerdictOnRecordsThatCannotBeRead) {
    const auto broken = stage().write_file("broken.jsonl", "{\"t\": 1}\nnot JSON\n{}\n");
    expect_verdict(run(broken.string(), records("clients.jsonl")), 2, "broken.jsonl:1");
    expect_verdict(run("/nowhere", records("clients.jsonl")), 2, "cannot be opened");
}

}  // namespace
}  // namespace sagaflow::faults
