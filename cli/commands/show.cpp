#include "cli/client/follow.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output/instance_view.hpp"
#include "cli/output/waiting.hpp"

namespace sagaflow::cli {
namespace {

struct ShowChoices {
    std::string id;
    bool history = false;
    bool watch = false;
};

// With --json the whole history is one document of the API's shape, whatever pages it came in.
void show_history_json(Session& session, const std::string& id) {
    Json items = Json::array();
    HistoryReader reader(session, id);
    if (!reader.read_new([&](const Json& event) { items.push_back(event); })) return;
    session.terminal.line(to_text({{"items", std::move(items)}, {"next", nullptr}}));
}

void show_once(Session& session, const ShowChoices& choices) {
    if (session.json && choices.history) {
        show_history_json(session, choices.id);
        return;
    }
    const auto answer = session.client().get("/v1/instances/" + escaped(choices.id));
    if (!session.check(answer)) return;
    if (session.json) {
        session.terminal.line(to_text(answer.value().body));
        return;
    }
    print_instance(session.terminal, answer.value().body);
    if (!choices.history) return;
    session.terminal.line("");
    Timeline timeline(session.terminal);
    HistoryReader reader(session, choices.id);
    (void)reader.read_new([&](const Json& event) { timeline.print(event); });
}

// Prints events as they come, and the instance when it has ended.
void watch(Session& session, const ShowChoices& choices) {
    Timeline timeline(session.terminal);
    HistoryReader reader(session, choices.id);
    bool reading = true;
    const auto print = [&](const Json& event) {
        if (session.json)
            session.terminal.line(to_text(event));
        else
            timeline.print(event);
    };
    bool told = false;
    const auto ended = follow_to_end(session, choices.id, std::nullopt, [&](const Json& instance) {
        if (reading) reading = reader.read_new(print);
        session.terminal.flush();
        const bool waits = needs_operator(instance);
        if (waits && !told) {
            session.terminal.note(
                shown(instance.value("status", "") + ", waits for " + waiting_text(instance))
            );
        }
        told = waits;
    });
    if (!ended || !reading) return;
    (void)reader.read_new(print);
    if (session.json) {
        session.terminal.line(to_text(ended->body));
        return;
    }
    session.terminal.line("");
    print_instance(session.terminal, ended->body);
}

}  // namespace

void add_show(CLI::App& app, Session& session) {
    auto choices = std::make_shared<ShowChoices>();
    CLI::App* command = app.add_subcommand("show", "Show one instance");
    command->add_option("ID", choices->id, "Id of the instance")->required();
    command->add_flag("--history", choices->history, "Its events as a timeline");
    command->add_flag("--watch", choices->watch, "Follow its events until it has ended");
    command->footer("Example:\n  sagaflow show 01908c3a-… --history");
    command->callback([&session, choices] {
        if (choices->watch)
            watch(session, *choices);
        else
            show_once(session, *choices);
    });
}

}  // namespace sagaflow::cli
