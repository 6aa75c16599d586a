#include "cli/arguments.hpp"
#include "cli/commands/commands.hpp"

namespace sagaflow::cli {
namespace {

// One diagnostic, in the form that editors can jump to.
std::string place_and_message(const std::string& file, const Json& item, const char* severity) {
    std::string line = file + ":" + std::to_string(item.value("line", 0)) + ":" +
                       std::to_string(item.value("column", 0)) + ": " + severity + ": " +
                       item.value("message", "");
    if (const std::string hint = item.value("hint", ""); !hint.empty()) line += " (" + hint + ")";
    return shown(line);
}

void print_errors(Session& session, const std::string& file, const Json& problem) {
    session.exit_code = 1;
    for (const Json& item : problem.value("errors", Json::array())) {
        session.terminal.error_line(place_and_message(file, item, "error"));
    }
}

void print_deployed(Session& session, const std::string& file, const Answer& answer) {
    if (session.json) {
        session.terminal.line(to_text(answer.body));
        return;
    }
    const std::string name = answer.body.value("saga", "");
    const std::string version = std::to_string(answer.body.value("version", 0));
    session.terminal.line(
        answer.status == 201 ? name + " version " + version + " deployed"
                             : name + " is unchanged: version " + version
    );
    for (const Json& warning : answer.body.value("warnings", Json::array())) {
        session.terminal.note(place_and_message(file, warning, "warning"));
    }
}

void deploy(Session& session, const std::string& file) {
    const auto text = read_file(file);
    if (!text.ok()) {
        session.fail(text.error().message);
        return;
    }
    const auto answer = session.client().post("/v1/sagas", text.value());
    if (answer.ok() && answer.value().status == 422 && !session.json) {
        print_errors(session, file, answer.value().body);
        return;
    }
    if (session.check(answer, file)) print_deployed(session, file, answer.value());
}

}  // namespace

void add_deploy(CLI::App& app, Session& session) {
    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* command = app.add_subcommand("deploy", "Deploy definitions to the server");
    command->add_option("FILE", *files, "Definitions; - reads standard input")->required();
    command->footer(
        "New content gets the saga's next version; known content changes nothing.\n"
        "Instances keep the version that they started with."
    );
    command->callback([&session, files] {
        for (const std::string& file : *files) deploy(session, file);
    });
}

}  // namespace sagaflow::cli
