#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_pause(CLI::App& app, Session& session) {
    add_action(
        app,
        session,
        {"pause",
         "Let nothing new start",
         "let nothing new start",
         "What is on its way may end, and is recorded. Events are kept, timers wait for `resume`.",
         false}
    );
}

}  // namespace sagaflow::cli
