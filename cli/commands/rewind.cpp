#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_rewind(CLI::App& app, Session& session) {
    auto state = std::make_shared<std::string>();
    CLI::App* command = add_action(
        app,
        session,
        {"rewind",
         "Go back to a state",
         "undo what came after the state, then enter it again",
         "What started with or after the state's last visit is undone; then the state is entered\n"
         "as a new visit. Variables stay as they are.",
         true},
        [state](Json& body) {
            body["state"] = *state;
            return ok_status();
        }
    );
    command->add_option("--to", *state, "A task, wait or receive that it has been in")
        ->type_name("STATE")
        ->required();
}

}  // namespace sagaflow::cli
