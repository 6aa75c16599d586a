#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_resume(CLI::App& app, Session& session) {
    add_action(
        app,
        session,
        {"resume",
         "Go on after a pause",
         "let it go on",
         "Timers that came due meanwhile fire once; events that came meanwhile are offered.",
         false}
    );
}

}  // namespace sagaflow::cli
