#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_terminate(CLI::App& app, Session& session) {
    add_action(
        app, session,
        {"terminate", "Stop an instance without undo",
         "stop it and leave its effects as they are",
         "The effects that are left are listed in the history.", true}
    );
}

}  // namespace sagaflow::cli
