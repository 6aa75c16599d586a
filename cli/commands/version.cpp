#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_version(CLI::App& app, Session& session) {
    CLI::App* command = app.add_subcommand("version", "Print the version of this program");
    command->footer("");  // not that of the whole program
    command->callback([&session] {
        if (session.json) session.terminal.line(to_text({{"version", SAGAFLOW_VERSION}}));
        else session.terminal.line("sagaflow " SAGAFLOW_VERSION);
    });
}

}  // namespace sagaflow::cli
