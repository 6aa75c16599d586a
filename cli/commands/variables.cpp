#include "cli/arguments.hpp"
#include "cli/client/action.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {
namespace {

struct VariableChoices {
    std::string set;
    std::vector<std::string> unset;
};

Status add_variables_to(const VariableChoices& choices, Json& body) {
    if (!choices.unset.empty()) body["unset"] = choices.unset;
    if (choices.set.empty()) return ok_status();
    auto set = argument_json(choices.set);
    if (!set.ok()) return Error{set.error().code, "--set: " + set.error().message};
    body["set"] = std::move(*set);
    return ok_status();
}

}  // namespace

void add_variables(CLI::App& app, Session& session) {
    auto choices = std::make_shared<VariableChoices>();
    CLI::App* command = add_action(
        app,
        session,
        {"variables",
         "Change variables of an instance",
         "change its variables",
         "What was rendered before stays as it is.\n\nExample:\n"
         "  sagaflow variables 0190… --set '{\"card\": \"C-2\"}' --unset note --reason \"typo\"",
         true},
        [choices](Json& body) { return add_variables_to(*choices, body); }
    );
    command->add_option("--set", choices->set, "Values by name: a JSON object, @FILE, or -")
        ->type_name("JSON");
    command->add_option("--unset", choices->unset, "A name to remove; may stand several times")
        ->type_name("NAME");
}

}  // namespace sagaflow::cli
