// The fault table: runs rows by name, prints what each has shown.
//
//     fault_rows [--rows E1,D3] [--seconds S | --long] [--timed] [--seed N] [--json] [--keep]
//                [--list]
//
// Exit code 0: every row passed. 1: a broken promise, too few successes, a fault that was not
// really injected, or a row that could not be run. 2: wrong usage.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <optional>

#include "tests/faults/rows/row.hpp"

namespace sagaflow::faults {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr double kSecondsLong = 90;

struct Wishes {
    std::vector<std::string> rows;
    RowSettings settings;
    bool json = false;
    bool list = false;
};

std::optional<Row> row_named(const std::string& id) {
    for (const Row& row : all_rows()) {
        if (row.id == id) return row;
    }
    return std::nullopt;
}

int run_all(const std::vector<Row>& rows, const Wishes& wishes) {
    std::vector<RowResult> results;
    for (const Row& row : rows) {
        results.push_back(run_row(row, wishes.settings));
        if (wishes.json) {
            std::printf("%s\n", to_json(results.back()).dump().c_str());
        } else {
            std::fprintf(
                stderr,
                "%s %s (%.1f s)\n",
                row.id.c_str(),
                results.back().passed() ? "pass" : "FAIL",
                results.back().duration_s
            );
        }
        std::fflush(stdout);
    }
    if (!wishes.json) std::printf("%s", table_of(results).c_str());
    const bool all = std::all_of(results.begin(), results.end(), [](const RowResult& result) {
        return result.passed();
    });
    return all ? 0 : kFailed;
}

int run(int argc, char** argv) {
    CLI::App app("Runs engines under faults and has an oracle judge what is left.");
    Wishes wishes;
    bool is_long = false;
    app.add_option("--rows", wishes.rows, "names, separated by commas; all without it")
        ->delimiter(',');
    auto* seconds =
        app.add_option("--seconds", wishes.settings.seconds, "of load under faults, for each row");
    app.add_flag("--long", is_long, "90 seconds for each row, timed")->excludes(seconds);
    app.add_flag(
        "--timed", wishes.settings.timed, "judge times and rates, too: on a quiet machine only"
    );
    app.add_option("--seed", wishes.settings.seed, "of what is left to chance");
    app.add_flag("--json", wishes.json, "one line for each row");
    app.add_flag("--keep", wishes.settings.keep, "keep records and logs of passed rows too");
    app.add_flag("--list", wishes.list, "print the rows, run none");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUsage;
    }
    if (is_long) {
        wishes.settings.seconds = kSecondsLong;
        wishes.settings.timed = true;
    }
    std::vector<Row> rows = all_rows();
    if (!wishes.rows.empty()) rows.clear();
    for (const std::string& id : wishes.rows) {
        const auto row = row_named(id);
        if (!row) {
            std::fprintf(stderr, "fault_rows: unknown row %s; --list prints them\n", id.c_str());
            return kWrongUsage;
        }
        rows.push_back(*row);
    }
    if (!wishes.list) return run_all(rows, wishes);
    for (const Row& row : rows) std::printf("%-3s %s\n", row.id.c_str(), row.fault.c_str());
    return 0;
}

}  // namespace
}  // namespace sagaflow::faults

int main(int argc, char** argv) { return sagaflow::faults::run(argc, argv); }
