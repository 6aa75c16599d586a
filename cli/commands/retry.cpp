#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_retry(CLI::App& app, Session& session) {
    auto step = std::make_shared<std::string>();
    CLI::App* command = add_action(
        app,
        session,
        {"retry",
         "Try a parked, failed or stuck step again",
         "try it again",
         "A new attempt carries the idempotency key of the ones before.",
         false},
        [step](Json& body) {
            if (!step->empty()) body["step"] = *step;
            return ok_status();
        }
    );
    command->add_option("--step", *step, "The step; without it the one that waits")
        ->type_name("STATE");
}

}  // namespace sagaflow::cli
