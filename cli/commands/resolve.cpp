#include "cli/arguments.hpp"
#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"
#include "cli/usage.hpp"

namespace sagaflow::cli {
namespace {

struct ResolveChoices {
    std::string step;
    std::string resolution;
    std::string with;
    std::string evidence;
    int visit = 0;
};

Status add_resolution(const ResolveChoices& choices, Json& body) {
    body["step"] = choices.step;
    body["resolution"] = choices.resolution;
    if (choices.visit > 0) body["visit"] = choices.visit;
    if (!choices.evidence.empty()) body["evidence"] = choices.evidence;
    if (choices.with.empty()) return ok_status();
    auto with = argument_json(choices.with);
    if (!with.ok()) return Error{with.error().code, "--with: " + with.error().message};
    body["with"] = std::move(*with);
    return ok_status();
}

}  // namespace

void add_resolve(CLI::App& app, Session& session) {
    auto choices = std::make_shared<ResolveChoices>();
    CLI::App* command = add_action(
        app,
        session,
        {"resolve",
         "Settle an undo that failed for good",
         "settle the undo that failed",
         "retry: try it again, with another input where --with is given.\n"
         "done: it was undone outside; --evidence says where that can be seen.\n"
         "giveUp: leave the effect as it is.",
         true},
        [choices](Json& body) { return add_resolution(*choices, body); }
    );
    command->add_option("--step", choices->step, "The step whose undo failed")
        ->type_name("STATE")
        ->required();
    command->add_option("--resolution", choices->resolution, "retry, done or giveUp")
        ->check(CLI::IsMember({"retry", "done", "giveUp"}))
        ->required();
    command->add_option("--with", choices->with, "The undo's whole input: JSON, @FILE, or -")
        ->type_name("JSON");
    command->add_option("--evidence", choices->evidence, "Where it can be seen that it was undone")
        ->type_name("TEXT");
    command->add_option("--visit", choices->visit, "Which visit of the step")
        ->check(positive_integer());
}

}  // namespace sagaflow::cli
