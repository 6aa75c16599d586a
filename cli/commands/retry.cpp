#include "cli/arguments.hpp"
#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {

void add_retry(CLI::App& app, Session& session) {
    auto step = std::make_shared<std::string>();
    auto with = std::make_shared<std::string>();
    CLI::App* command = add_action(
        app,
        session,
        {"retry",
         "Try a parked, failed or stuck step again",
         "try it again",
         "A new attempt carries the idempotency key of the ones before, also with other input.",
         false},
        [step, with](Json& body) -> Status {
            if (!step->empty()) body["step"] = *step;
            if (with->empty()) return ok_status();
            auto input = argument_json(*with);
            if (!input.ok()) {
                return Error{input.error().code, "--with: " + input.error().message};
            }
            body["with"] = std::move(*input);
            return ok_status();
        }
    );
    command->add_option("--with", *with, "The step's whole input: JSON, @FILE, or -")
        ->type_name("JSON");
    command->add_option("--step", *step, "The step; without it the one that waits")
        ->type_name("STATE");
}

}  // namespace sagaflow::cli
