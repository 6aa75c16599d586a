#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_resume(CLI::App& app, Session& session) {
    add_action(
        app, session,
        {"resume", "Go on after a pause",
         "let it go on",
         "", false}
    );
}

}  // namespace sagaflow::cli
