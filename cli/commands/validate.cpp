#include "cli/arguments.hpp"
#include "cli/commands/commands.hpp"
#include "dsl/definition.hpp"

namespace sagaflow::cli {
namespace {

Json list_of(const std::vector<dsl::Diagnostic>& diagnostics) {
    Json list = Json::array();
    for (const auto& diagnostic : diagnostics) list.push_back(dsl::to_json(diagnostic));
    return list;
}

void print_text(
    Session& session, const std::string& file, const dsl::CheckedDefinition& checked
) {
    for (const auto& problem : checked.problems) {
        session.terminal.line(shown(dsl::format_diagnostic(file, problem)));
    }
    for (const auto& warning : checked.warnings) {
        session.terminal.line(shown(dsl::format_diagnostic(file, warning)));
    }
    if (checked.problems.empty()) {
        session.terminal.line(file + ": " + session.terminal.coloured(Colour::kGreen, "valid"));
    }
}

void print_json(Session& session, const std::string& file, const dsl::CheckedDefinition& checked) {
    Json json = {{"file", file}, {"valid", checked.problems.empty()}};
    json["warnings"] = list_of(checked.warnings);
    if (!checked.problems.empty()) json["errors"] = list_of(checked.problems);
    session.terminal.line(to_text(json));
}

void validate(Session& session, const std::string& file) {
    const auto text = read_file(file);
    if (!text.ok()) {
        session.fail(text.error().message);
        return;
    }
    const auto checked = dsl::check_definition(text.value());
    if (!checked.ok()) {
        session.fail(file + ": " + checked.error().message);
        return;
    }
    if (!checked.value().problems.empty()) session.exit_code = 1;
    if (session.json) print_json(session, file, checked.value());
    else print_text(session, file, checked.value());
}

}  // namespace

void add_validate(CLI::App& app, Session& session) {
    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* command = app.add_subcommand("validate", "Check definitions; needs no server");
    command->add_option("FILE", *files, "Definitions; - reads standard input")->required();
    command->footer(
        "Prints every problem as FILE:LINE:COLUMN. Connections are known to the server only:\n"
        "whether they exist is checked by `sagaflow deploy`."
    );
    command->callback([&session, files] {
        for (const std::string& file : *files) validate(session, file);
    });
}

}  // namespace sagaflow::cli
