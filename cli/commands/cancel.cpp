#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_cancel(CLI::App& app, Session& session) {
    add_action(
        app,
        session,
        {"cancel",
         "Stop an instance, then undo; refused after the pivot",
         "stop it and undo what was done",
         "A running attempt gets its timeout first, then counts as unknown. Refused while a pivot "
         "is\n"
         "being called or its outcome is unknown: wait for it, or terminate.",
         true}
    );
}

}  // namespace sagaflow::cli
