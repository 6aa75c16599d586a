#include "cli/client/action.hpp"

#include "cli/output/instance_view.hpp"
#include "cli/output/waiting.hpp"

namespace sagaflow::cli {
namespace {

void announce(Session& session, const ActionCommand& action, const Json& instance) {
    const std::string waiting = waiting_text(instance);
    session.terminal.note(shown(
        action.name + " " + instance.value("id", "") + ": " + instance.value("saga", "") +
        " version " + std::to_string(instance.value("version", 0)) + ", " +
        instance.value("status", "") + (waiting.empty() ? "" : " (" + waiting + ")") + " -> " +
        action.consequence
    ));
}

void act(
    Session& session,
    const ActionCommand& action,
    const ActionChoices& choices,
    const std::function<Status(Json&)>& add_members
) {
    Json body = Json::object();
    if (!choices.reason.empty()) body["reason"] = choices.reason;
    if (add_members) {
        if (const Status added = add_members(body); !added.ok()) {
            session.fail(added.error().message, 2);
            return;
        }
    }
    const std::string path = "/v1/instances/" + escaped(choices.id);
    const auto seen = session.client().get(path);
    if (!session.check(seen)) return;
    if (!session.json) announce(session, action, seen.value().body);
    const auto answer = session.client().post(
        path + "/" + action.name, to_text(body), {"If-Match: " + seen.value().etag}
    );
    if (!session.check(answer)) {
        const bool moved = answer.ok() && answer.value().status == 412;
        if (moved && !session.json) {
            session.terminal.note("it moved on while you decided; look at it again and repeat");
        }
        return;
    }
    if (session.json)
        session.terminal.line(to_text(answer.value().body));
    else
        print_instance(session.terminal, answer.value().body);
}

}  // namespace

CLI::App* add_action(
    CLI::App& app,
    Session& session,
    const ActionCommand& action,
    std::function<Status(Json& body)> body
) {
    auto choices = std::make_shared<ActionChoices>();
    CLI::App* command = app.add_subcommand(action.name, action.help);
    command->add_option("ID", choices->id, "Id of the instance")->required();
    CLI::Option* reason =
        command->add_option("--reason", choices->reason, "Why; goes into the history")
            ->type_name("TEXT");
    if (action.reason_required) reason->required();
    command->footer(action.footer);  // also an empty one, else that of the whole program
    command->callback([&session, action, choices, add_members = std::move(body)] {
        act(session, action, *choices, add_members);
    });
    return command;
}

}  // namespace sagaflow::cli
