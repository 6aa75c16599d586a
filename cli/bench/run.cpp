#include "cli/bench/run.hpp"

#include <array>
#include <cstdlib>

#include "cli/bench/workloads.hpp"

namespace sagaflow::bench {
namespace {

using RunWorkload = Result<Figures> (*)(Stage&);
constexpr std::array<RunWorkload, 4> kWorkloads{run_w1, run_w2, run_w3, run_w4};

Result<Figures> run_on_stage(const Options& options, cli::Terminal& terminal) {
    // The engine reads them, and must not measure another database or configuration than told.
    ::unsetenv("SAGAFLOW_DATABASE");
    ::unsetenv("SAGAFLOW_CONFIG");
    Stage stage(options, terminal);
    auto figures = kWorkloads[static_cast<std::size_t>(options.workload)](stage);
    stage.say("stopping");
    return figures;
}

}  // namespace

int run(const Options& options, cli::Session& session) {
    auto figures = run_on_stage(options, session.terminal);
    if (session.terminal.is_interactive()) session.terminal.progress("", true);
    if (!figures.ok()) {
        session.fail(figures.error().message);
        return 1;
    }
    session.terminal.line(session.json ? json_line(*figures) : table_text(*figures));
    return figures->value("errors", 0) > 0 || figures->value("violations", 0) > 0 ? 1 : 0;
}

}  // namespace sagaflow::bench
