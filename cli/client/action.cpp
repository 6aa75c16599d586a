#include "cli/client/action.hpp"

#include "cli/output/instance_view.hpp"
#include "cli/output/plan_view.hpp"
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

// What a terminal shows after a plan: how to act on exactly that.
void show_plan(Session& session, const ActionCommand& action, const std::string& path, Json body) {
    const auto answer =
        session.client().post(path + "/" + action.name + "?plan=true", to_text(body));
    if (!session.check(answer)) return;
    const Json& plan = answer.value().body;
    if (session.json) {
        session.terminal.line(to_text(plan));
        return;
    }
    print_plan(session.terminal, plan);
    session.terminal.note(
        "nothing was done; to do exactly this, repeat it with --plan-hash " +
        shown(plan.value("hash", ""))
    );
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
    if (choices.plan) {
        show_plan(session, action, path, std::move(body));
        return;
    }
    if (action.reason_required && choices.reason.empty()) {
        session.fail("--reason is required: say why; it goes into the history", 2);
        return;
    }
    const auto seen = session.client().get(path);
    if (!session.check(seen)) return;
    if (!session.json) announce(session, action, seen.value().body);
    const bool planned = !choices.plan_hash.empty();
    const std::string condition =
        planned ? "Plan-Hash: " + choices.plan_hash : "If-Match: " + seen.value().etag;
    const auto answer = session.client().post(path + "/" + action.name, to_text(body), {condition});
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
    command->add_option("--reason", choices->reason, "Why; goes into the history")
        ->type_name("TEXT");
    CLI::Option* plan =
        command->add_flag("--plan", choices->plan, "Tell what would be done, and do nothing");
    command->add_option("--plan-hash", choices->plan_hash, "Do it only if the plan still holds")
        ->type_name("HASH")
        ->excludes(plan);
    command->footer(action.footer);  // also an empty one, else that of the whole program
    command->callback([&session, action, choices, add_members = std::move(body)] {
        act(session, action, *choices, add_members);
    });
    return command;
}

}  // namespace sagaflow::cli
