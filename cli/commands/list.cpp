#include "cli/commands/commands.hpp"
#include "cli/output/instance_view.hpp"
#include "cli/output/waiting.hpp"

namespace sagaflow::cli {
namespace {

// The API's filters by their names there; flags are the same in kebab case.
struct ListChoices {
    std::vector<std::pair<std::string, std::string>> parameters{
        {"saga", ""},
        {"version", ""},
        {"status", ""},
        {"state", ""},
        {"key", ""},
        {"startedAfter", ""},
        {"startedBefore", ""},
        {"error", ""},
        {"waitingFor", ""},
        {"q", ""},
        {"limit", ""},
        {"cursor", ""}};
    bool all = false;

    std::string& at(const std::string& name) {
        for (auto& [known, value] : parameters) {
            if (known == name) return value;
        }
        ENSURE(false, "a flag names one of the parameters");
        return parameters.front().second;
    }
};

std::string states_text(const Json& instance) {
    std::string text;
    for (const Json& state : instance.value("states", Json::array())) {
        text += (text.empty() ? "" : ",") + state.get<std::string>();
    }
    return text;
}

void add_rows(Table& table, const Json& page) {
    for (const Json& instance : page.value("items", Json::array())) {
        const Json key = instance.value("key", Json());
        const std::string status = instance.value("status", "");
        table.row(
            {instance.value("id", ""),
             instance.value("saga", ""),
             key.is_string() ? key.get<std::string>() : "",
             status,
             states_text(instance),
             instance.value("startedAt", ""),
             waiting_text(instance)},
            {Colour::kNone, Colour::kNone, Colour::kNone, colour_of_status(status)}
        );
    }
}

void list(Session& session, ListChoices& choices) {
    Table table({"ID", "SAGA", "KEY", "STATUS", "STATE", "STARTED", "WAITS FOR / ERROR"});
    while (true) {
        const auto answer = session.client().get("/v1/instances" + query_of(choices.parameters));
        if (!session.check(answer)) return;
        const Json& page = answer.value().body;
        if (session.json)
            session.terminal.line(to_text(page));
        else
            add_rows(table, page);
        const Json next = page.value("next", Json());
        if (!next.is_string()) break;
        choices.at("cursor") = next.get<std::string>();
        if (choices.all) continue;
        if (!session.json) {
            table.print(session.terminal);
            session.terminal.note("there are more: --all, or --cursor " + next.get<std::string>());
        }
        return;
    }
    if (session.json) return;
    if (table.empty())
        session.terminal.note("no instances match");
    else
        table.print(session.terminal);
}

}  // namespace

void add_list(CLI::App& app, Session& session) {
    auto choices = std::make_shared<ListChoices>();
    CLI::App* command = app.add_subcommand("list", "List instances, newest first");
    const auto filter = [&](const char* flag, const char* name, const char* help) {
        command->add_option(flag, choices->at(name), help);
    };
    filter("--saga", "saga", "Name of the saga");
    filter("--version", "version", "Version of the saga");
    filter(
        "--status",
        "status",
        "running, paused, parked, compensating, stuck, completed, …; several with commas"
    );
    filter("--state", "state", "Name of an active state");
    filter("--key", "key", "Business key, exact");
    filter("--started-after", "startedAfter", "RFC 3339 time, exclusive");
    filter("--started-before", "startedBefore", "RFC 3339 time, exclusive");
    filter("--error", "error", "Type of the error, such as http.409");
    filter("--waiting-for", "waitingFor", "task, retry, timer, event, decision, child or operator");
    filter("--search,-q", "q", "Part of the key, start of the id, or part of the error");
    filter("--limit", "limit", "Instances of one page (at most 200)");
    filter("--cursor", "cursor", "Where to go on, as printed before");
    command->add_flag("--all", choices->all, "All pages");
    command->footer("Example:\n  sagaflow list --saga order --status stuck,parked");
    command->callback([&session, choices] { list(session, *choices); });
}

}  // namespace sagaflow::cli
