#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_compensate(CLI::App& app, Session& session) {
    add_action(
        app,
        session,
        {"compensate",
         "Stop an instance and undo what was done",
         "stop it and undo what was done",
         "A parked instance keeps the error that it is parked for. Refused after the pivot, and "
         "while\n"
         "it is being called.",
         true}
    );
}

}  // namespace sagaflow::cli
