#include "cli/client/api_client.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output/members.hpp"
#include "cli/output/spans.hpp"

namespace sagaflow::cli {
namespace {

struct EffectChoices {
    std::string id;
    std::string state;
    std::string saga;
    std::string older_than;
    std::string limit;
    std::string cursor;
};

Colour colour_of_effect(const std::string& state) {
    if (state == "outstanding") return Colour::kRed;
    if (state == "unknown") return Colour::kYellow;
    if (state == "undone") return Colour::kGreen;
    return Colour::kNone;
}

std::string age_of(const Json& item) {
    return rounded({item.value("ageSeconds", std::int64_t{0}) * 1'000});
}

std::string step_of(const Json& item) {
    const int visit = item.value("visit", 0);
    return text_of(item, "step") + (visit > 1 ? "/" + std::to_string(visit) : "");
}

void print_effects(Session& session, const Json& page, bool of_one) {
    const Json items = page.value("items", Json::array());
    if (items.empty()) {
        session.terminal.note(of_one ? "it has done nothing outside" : "nothing is left over");
        return;
    }
    std::vector<std::string> headings{"STEP", "CALL", "STATE", "AGE", "SINCE", "WHY"};
    if (!of_one) headings.insert(headings.begin(), {"INSTANCE", "SAGA", "KEY"});
    Table table(headings);
    for (const Json& item : items) {
        const std::string state = text_of(item, "state");
        std::vector<std::string> cells{
            step_of(item),
            text_of(item, "call"),
            state,
            age_of(item),
            text_of(item, "since"),
            text_of(item, "why")};
        std::vector<Colour> colours{Colour::kNone, Colour::kNone, colour_of_effect(state)};
        if (!of_one) {
            cells.insert(
                cells.begin(),
                {text_of(item, "instance"), text_of(item, "saga"), text_of(item, "key")}
            );
            colours.insert(colours.begin(), 3, Colour::kNone);
        }
        table.row(std::move(cells), std::move(colours));
    }
    table.print(session.terminal);
    const Json next = page.value("next", Json());
    if (next.is_string()) {
        session.terminal.note("there are more: --cursor " + next.get<std::string>());
    }
}

void show_effects(Session& session, const EffectChoices& choices) {
    const bool of_one = !choices.id.empty();
    const std::string path = of_one ? "/v1/instances/" + escaped(choices.id) + "/effects"
                                    : "/v1/effects" + query_of(
                                                          {{"state", choices.state},
                                                           {"saga", choices.saga},
                                                           {"olderThan", choices.older_than},
                                                           {"limit", choices.limit},
                                                           {"cursor", choices.cursor}}
                                                      );
    const auto answer = session.client().get(path);
    if (!session.check(answer)) return;
    if (session.json)
        session.terminal.line(to_text(answer.value().body));
    else
        print_effects(session, answer.value().body, of_one);
}

}  // namespace

void add_effects(CLI::App& app, Session& session) {
    auto choices = std::make_shared<EffectChoices>();
    CLI::App* command = app.add_subcommand(
        "effects", "What was done outside: of one instance, or all that is left over"
    );
    CLI::Option* id = command->add_option("ID", choices->id, "Id of an instance");
    const auto filter = [&](const char* flag, std::string& value, const char* help) {
        command->add_option(flag, value, help)->excludes(id);
    };
    filter("--state", choices->state, "outstanding, unknown or irreversible");
    filter("--saga", choices->saga, "Name of the saga");
    filter("--older-than", choices->older_than, "A duration such as 1h");
    filter("--limit", choices->limit, "Effects of one page (at most 200)");
    filter("--cursor", choices->cursor, "Where to go on, as printed before");
    command->footer(
        "Without ID: effects that are neither committed nor undone, of instances that ended\n"
        "without success, are stuck, or had an undo given up.\n\nExample:\n"
        "  sagaflow effects --state outstanding --older-than 1h"
    );
    command->callback([&session, choices] { show_effects(session, *choices); });
}

}  // namespace sagaflow::cli
