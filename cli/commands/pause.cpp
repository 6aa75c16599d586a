#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_pause(CLI::App& app, Session& session) {
    add_action(
        app, session,
        {"pause", "Let nothing new start",
         "let nothing new start",
         "", false}
    );
}

}  // namespace sagaflow::cli
