#include "cli/arguments.hpp"
#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {
namespace {

struct SkipChoices {
    std::string step;
    std::string output;
};

Status add_skipped_output(const SkipChoices& choices, Json& body) {
    if (!choices.step.empty()) body["step"] = choices.step;
    if (choices.output.empty()) return ok_status();
    auto output = argument_json(choices.output);
    if (!output.ok()) return Error{output.error().code, "--output: " + output.error().message};
    body["output"] = std::move(*output);
    return ok_status();
}

}  // namespace

void add_skip(CLI::App& app, Session& session) {
    auto choices = std::make_shared<SkipChoices>();
    CLI::App* command = add_action(
        app,
        session,
        {"skip",
         "Go on as if a step had succeeded",
         "go on as if the step had succeeded",
         "Example:\n  sagaflow skip ID --reason 'charged by hand' --output '{\"id\": \"ch_1\"}'",
         true},
        [choices](Json& body) { return add_skipped_output(*choices, body); }
    );
    command->add_option("--step", choices->step, "The step; without it the one that waits")
        ->type_name("STATE");
    command->add_option("--output", choices->output, "Its output: JSON, @FILE, or -")
        ->type_name("JSON");
}

}  // namespace sagaflow::cli
